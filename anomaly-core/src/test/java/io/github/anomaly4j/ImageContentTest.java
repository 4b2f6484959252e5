package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageContentTest {
  @TempDir private Path folder;

  @Test
  void training_from_memory_and_streams_gives_the_scores_of_training_from_files()
      throws IOException {
    ImageSet files = DrawnParts.write(folder, 6);
    List<ImageEntry> entries = new ArrayList<>();
    AtomicInteger open = new AtomicInteger();
    AtomicInteger opened = new AtomicInteger();
    for (ImageEntry entry : files.entries()) {
      byte[] bytes = Files.readAllBytes(entry.file());
      ImageContent content =
          switch (entries.size() % 3) {
            case 0 -> ImageContent.of(bytes);
            case 1 -> ImageContent.of(Image.read(entry.file()));
            default ->
                ImageContent.streams(
                    () -> {
                      open.incrementAndGet();
                      opened.incrementAndGet();
                      return closing(bytes, open);
                    });
          };
      entries.add(ImageEntry.normal(entry.file().toString(), entry.category(), content));
    }
    Image normal = DrawnParts.draw(DrawnParts.DISC, 100);
    Image damaged = DrawnParts.damaged(normal, 20, 20);
    try (AnomalyDetector fromFiles = DrawnParts.builder().train(files);
        AnomalyDetector fromMemory = DrawnParts.builder().train(ImageSet.of(entries));
        AnomalyDetector extended =
            fromMemory.withNormal(
                ImageSet.of(
                    List.of(
                        ImageEntry.normal(
                            "false alarm", DrawnParts.DISC, ImageContent.of(damaged)))))) {
      for (Image image : List.of(normal, damaged)) {
        assertThat(fromMemory.detect(image).score()).isEqualTo(fromFiles.detect(image).score());
      }
      assertThat(extended.detect(damaged).score()).isLessThan(fromMemory.detect(damaged).score());
      assertThat(fromMemory.learned(Image.read(files.entries().get(0).file()))).isTrue();
    }
    assertThat(opened.get()).isPositive();
    assertThat(open).as("every stream is closed").hasValue(0);
  }

  @Test
  void a_copy_a_broken_image_and_a_missing_stream_are_named() throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entries.add(
          ImageEntry.normal(
              "shot " + i, DrawnParts.DISC, ImageContent.of(DrawnParts.draw(DrawnParts.DISC, i))));
    }
    ImageEntry copy =
        ImageEntry.normal("copy of 2", DrawnParts.DISC, entries.get(2).content().orElseThrow());
    ImageEntry broken =
        ImageEntry.normal("torn upload", DrawnParts.DISC, ImageContent.of(new byte[] {1, 2, 3}));
    ImageEntry missing =
        ImageEntry.normal("no blob", DrawnParts.DISC, ImageContent.streams(() -> null));
    List<ImageEntry> copied = new ArrayList<>(entries);
    copied.add(copy);
    try (AnomalyDetector detector = DrawnParts.builder().train(ImageSet.of(copied))) {
      assertThat(detector.provenance().warnings())
          .anyMatch(text -> text.contains("copy of 2") || text.contains("shot 2"));
    }
    assertThatThrownBy(() -> DrawnParts.builder().train(with(entries, broken)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("torn upload");
    assertThatThrownBy(() -> DrawnParts.builder().train(with(entries, missing)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no blob");
    byte[] large = Files.readAllBytes(DrawnParts.write(folder, DrawnParts.DISC, 1).get(0).file());
    assertThatThrownBy(
            () ->
                DrawnParts.builder()
                    .decodeLimits(new DecodeLimits(1 << 20, 64 * 64 - 1))
                    .train(
                        with(
                            entries,
                            ImageEntry.normal(
                                "too large", DrawnParts.DISC, ImageContent.of(large)))))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("too large");
    assertThatThrownBy(
            () -> ImageEntry.normal("a\0b", DrawnParts.DISC, ImageContent.of(new byte[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name");
  }

  private static ImageSet with(List<ImageEntry> entries, ImageEntry another) {
    List<ImageEntry> all = new ArrayList<>(entries);
    all.add(another);
    return ImageSet.of(all);
  }

  private static InputStream closing(byte[] bytes, AtomicInteger open) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }
}
