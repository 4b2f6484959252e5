package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of every size that is too small for what is written. */
class FullDiskTest {
  private static final int BLOCK = 4096;
  private static final int EPOCHS = 2;

  @TempDir private static Path folder;
  private static ImageSet parts;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    parts = DrawnParts.write(folder, 6);
    detector = DrawnParts.builder().poses(0).train(parts);
  }

  private static FileSystem disk(long blocks) {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder()
            .setBlockSize(BLOCK)
            .setWorkingDirectory("/disk")
            .setMaxSize(blocks * BLOCK)
            .setMaxCacheSize(0)
            .build());
  }

  private static int blocks(Path file) throws IOException {
    return (int) ((Files.size(file) + BLOCK - 1) / BLOCK);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void a_detector_fits_or_the_old_one_stays_and_the_message_names_file_and_cause()
      throws IOException {
    Path saved = folder.resolve("model");
    detector.save(saved);
    int size = blocks(saved);
    for (int free = 0; free <= size; free++) {
      try (FileSystem disk = disk(1 + free)) {
        Path file = Files.writeString(disk.getPath("/disk/model"), "old");
        if (free < size) {
          assertThatThrownBy(() -> detector.save(file))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("/disk/model could not be written")
              .hasMessageContaining("out of disk space");
          assertThat(file).hasContent("old");
        } else {
          detector.save(file);
          assertThat(file).hasSameBinaryContentAs(saved);
        }
        assertThat(list(disk.getPath("/disk"))).containsExactly(file);
      }
    }
  }

  @Test
  void a_training_whose_checkpoint_does_not_fit_goes_on_from_the_one_before_once_there_is_room()
      throws IOException {
    try (FileSystem disk = disk(1 << 14);
        AnomalyDetector undisturbed = training(disk).train(parts)) {
      Path checkpoint = disk.getPath("/disk/run");
      Path last = EpochNetworks.file(disk.getPath("/disk/epochs"), EPOCHS);
      int atOnce = 2 * blocks(checkpoint) + EPOCHS * blocks(last);
      // Too small for the second checkpoint, which is written while the first one is there.
      try (FileSystem small = disk(atOnce)) {
        Path ballast = small.getPath("/disk/ballast");
        Files.write(ballast, new byte[BLOCK * EPOCHS * blocks(last)]);
        assertThatThrownBy(() -> training(small).train(parts))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("could not be written")
            .hasMessageContaining("out of disk space");
        assertThat(list(small.getPath("/disk")))
            .containsExactlyInAnyOrder(
                ballast, small.getPath("/disk/run"), small.getPath("/disk/epochs"));
        Files.delete(ballast);
        try (AnomalyDetector resumed = training(small).train(parts)) {
          Detection expected = undisturbed.explain(DrawnParts.draw(DrawnParts.DISC, 700));
          Detection found = resumed.explain(DrawnParts.draw(DrawnParts.DISC, 700));
          assertThat(found.partialScores()).isEqualTo(expected.partialScores());
          assertThat(found.reconstruction()).isEqualTo(expected.reconstruction());
        }
      }
    }
  }

  private static AnomalyDetectorBuilder training(FileSystem disk) {
    return DrawnParts.builder()
        .restoration()
        .poses(0)
        .training(new TrainingConfig(EPOCHS, 3, 4, 32, 5e-3, 1, 5, 0.25))
        .checkpoint(disk.getPath("/disk/run"))
        .keepEpochs(disk.getPath("/disk/epochs"));
  }
}
