package io.github.anomaly4j.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.score.Calibration;
import io.github.anomaly4j.internal.score.Fusion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MapThresholdTest {
  private static final Fusion FUSION =
      Fusion.of(
          Map.of(Evidence.PATCH, 1.0),
          Map.of(Evidence.PATCH, new Calibration(0, 1)),
          new Calibration(0, 1),
          2);

  private static CategoryModel category(int images) {
    List<Double> peaks = DoubleStream.iterate(1, peak -> peak + 1).limit(images).boxed().toList();
    return new CategoryModel(
        "part",
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        MapSpreads.NONE,
        FUSION,
        Optional.empty(),
        new Poses(false),
        new NormalImages(peaks, peaks, 1, List.of(), List.of()),
        0,
        FUSION.scoreAt(images),
        new CategoryModel.Found(true, true),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void in_an_anomalous_image_places_count_that_a_tenth_of_normal_images_have() {
    CategoryModel category = category(39);
    assertThat(category.mapThreshold(false)).isEqualTo(category.mapThreshold());
    assertThat(category.mapThreshold(true)).isEqualTo(FUSION.scoreAt(36));
  }

  @Test
  void too_few_images_to_state_a_tenth_and_a_lower_threshold_of_the_caller_stay() {
    assertThat(category(8).mapThreshold(true)).isEqualTo(FUSION.scoreAt(8));
    assertThat(category(39).withThresholds(0, -3).mapThreshold(true)).isEqualTo(-3);
  }
}
