package io.github.anomaly4j.internal.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.View;
import io.github.anomaly4j.spi.Grid;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a straightened image was seen. */
class ViewTest {
  @Test
  void the_border_that_a_shift_uncovers_is_not_seen_and_the_others_are() {
    View view = PartTemplate.view(new Rigid(8, 0, 0), 100, 100).orElseThrow();
    assertThat(view.shows(0.98, 0.5)).isFalse();
    // Its surroundings reach into what is not seen.
    assertThat(view.shows(0.82, 0.5)).isFalse();
    assertThat(view.shows(0.78, 0.5)).isTrue();
    assertThat(view.shows(0.01, 0.01)).isTrue();
    assertThat(view.shows(0.5, 0.99)).isTrue();
  }

  @Test
  void the_corners_that_a_turn_uncovers_are_not_seen() {
    View view = PartTemplate.view(new Rigid(0, 0, Math.toRadians(5)), 200, 100).orElseThrow();
    assertThat(view.shows(0.01, 0.01)).isFalse();
    assertThat(view.shows(0.5, 0.5)).isTrue();
  }

  @Test
  void a_shift_of_a_pixel_hides_nothing() {
    assertThat(PartTemplate.view(Rigid.NONE, 300, 300)).isEmpty();
    assertThat(PartTemplate.view(new Rigid(1, -1, 0), 300, 300)).isEmpty();
  }

  @Test
  void what_is_not_seen_is_not_scored_unless_nothing_is_seen() {
    Image image = Image.filled(100, 100, 0.5f, 0.5f, 0.5f);
    Optional<View> view = PartTemplate.view(new Rigid(8, 0, 0), 100, 100);
    boolean[] scored = new ImageFeatures(image, Optional.empty(), view).scored(Grid.even(1, 10));
    assertThat(scored)
        .containsExactly(true, true, true, true, true, true, true, true, false, false);
    assertThat(
            new ImageFeatures(image, Optional.empty(), Optional.of((x, y) -> false))
                .scored(Grid.even(1, 2)))
        .containsExactly(true, true);
  }
}
