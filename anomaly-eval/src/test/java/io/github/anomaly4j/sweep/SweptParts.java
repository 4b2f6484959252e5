package io.github.anomaly4j.sweep;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.eval.DrawnParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Drawn parts with a split, and a training so short that it learns next to nothing. */
public final class SweptParts {
  private SweptParts() {}

  /** Of each category, 8 normal images to train on, and 4 normal and 4 spotted ones to score. */
  public static ImageSet labeled(Path folder, String... categories) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : categories) {
      List<ImageEntry> drawn =
          new DrawnParts(folder).category(category, 32, 12, 4, false).set().entries();
      IntStream.range(0, drawn.size())
          .mapToObj(i -> i < 8 ? normal(drawn.get(i)) : drawn.get(i))
          .forEach(entries::add);
    }
    return ImageSet.of(entries);
  }

  private static ImageEntry normal(ImageEntry drawn) {
    return new ImageEntry(
        drawn.file(), drawn.category(), Split.TRAIN, ImageEntry.GOOD, Optional.empty());
  }

  /** Two steps an epoch. */
  public static AnomalyDetectorBuilder training(int epochs) {
    return AnomalyDetector.builder()
        .imageSize(32, 32)
        .training(
            TrainingConfig.defaults().withEpochs(epochs).withStepsPerEpoch(2).withCropSize(32));
  }
}
