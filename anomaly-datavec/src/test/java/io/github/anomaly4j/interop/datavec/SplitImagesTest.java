package io.github.anomaly4j.interop.datavec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.FileSplit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitImagesTest {
  private static final Image GRAY = Image.filled(4, 3, 0.2f, 0.2f, 0.2f);

  @TempDir Path folder;

  @BeforeEach
  void write_two_images() throws IOException {
    ImageIO.write(GRAY.toBufferedImage(), "png", folder.resolve("a.png").toFile());
    ImageIO.write(GRAY.toBufferedImage(), "bmp", folder.resolve("b.bmp").toFile());
  }

  @Test
  void every_file_of_a_split_is_read_with_its_location() {
    SplitImages images = new SplitImages(new FileSplit(folder.toFile()));
    assertThat(images)
        .containsExactlyInAnyOrder(located("a.png"), located("b.bmp"))
        .hasSize(2); // and a second walk sees them again
  }

  @Test
  void a_collection_keeps_its_order() {
    List<URI> files = List.of(located("b.bmp").location(), located("a.png").location());
    assertThat(new SplitImages(new CollectionInputSplit(files)).stream())
        .containsExactly(located("b.bmp"), located("a.png"));
  }

  @Test
  void a_broken_file_stops_the_walk_and_is_named() throws IOException {
    Files.writeString(folder.resolve("c.png"), "no image");
    assertThatThrownBy(() -> new SplitImages(new FileSplit(folder.toFile())).stream().toList())
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ImageException.class)
        .hasMessageContaining("c.png");
  }

  @Test
  void limits_hold_here_too() {
    SplitImages images =
        new SplitImages(new FileSplit(folder.toFile()), new DecodeLimits(1 << 20, 11));
    assertThatThrownBy(() -> images.iterator().next()).hasMessageContaining("4x3");
  }

  @Test
  void a_location_that_is_no_file_is_refused() {
    CollectionInputSplit split =
        new CollectionInputSplit(List.of(URI.create("http://localhost/a.png")));
    assertThatThrownBy(() -> new SplitImages(split).iterator().next())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("http://localhost/a.png is no file");
  }

  private LocatedImage located(String name) {
    return new LocatedImage(folder.resolve(name).toUri(), GRAY);
  }
}
