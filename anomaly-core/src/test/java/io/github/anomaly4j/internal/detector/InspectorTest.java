package io.github.anomaly4j.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {
  private static final Loading LOADING =
      new Loading(
          new BackbonePermission(false, Optional.empty(), Optional.empty(), Optional.empty()),
          false,
          DecodeLimits.defaults());

  @TempDir private Path folder;

  @Test
  void scores_of_other_products_are_looked_at_only_when_an_image_is_above_all_of_its_own()
      throws IOException {
    Path file = folder.resolve("trained.anomaly");
    try (AnomalyDetector detector = DrawnParts.builder().train(DrawnParts.write(folder, 12))) {
      detector.save(file);
    }
    Image usual = DrawnParts.draw(DrawnParts.DISC, 3);
    Image damaged = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 100), 25, 25);
    OptionalInt disc = OptionalInt.of(0);
    try (DetectorState state = DetectorFile.load(file, LOADING)) {
      assertThat(state.categories().get(0).name()).isEqualTo(DrawnParts.DISC);
      Inspector whole = new Inspector(state);
      // Whoever computes with the other product's scores gets an exception.
      Inspector inspector = new Inspector(withoutScores(state, 1));
      assertThat(inspector.inspect(usual, disc, false).significance())
          .isEqualTo(whole.inspect(usual, disc, false).significance());
      assertThat(whole.inspect(damaged, disc, false).significance().alarmRate()).isLessThan(0.05);
      assertThatThrownBy(() -> inspector.inspect(damaged, disc, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a score that is not a finite number");
    }
  }

  private static DetectorState withoutScores(DetectorState state, int number) {
    List<CategoryModel> categories = new ArrayList<>(state.categories());
    CategoryModel own = categories.get(number);
    categories.set(
        number, own.withNormal(own.normal().withScores(List.of(Double.NaN, Double.NaN))));
    return new DetectorState(
        state.config(),
        state.intake(),
        state.reader(),
        state.provenance(),
        state.evidence(),
        state.networks(),
        state.routes(),
        categories,
        Optional.empty());
  }
}
