package io.github.anomaly4j.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorstErrorsTest {
  @TempDir Path folder;

  @Test
  void the_lowest_defects_and_the_highest_normal_images_are_chosen_worst_first() {
    List<ScoredImage> images =
        List.of(
            image("a", true, 2),
            image("a", true, 0.5),
            image("a", true, 9),
            image("a", false, 4),
            image("a", false, 7),
            image("a", false, 1));

    assertThat(chosen(1, images)).extracting(ScoredImage::score).containsExactly(0.5, 7.0);
    assertThat(chosen(5, images))
        .extracting(ScoredImage::score)
        .containsExactly(0.5, 2.0, 7.0, 4.0);
    assertThat(chosen(0, images)).isEmpty();
  }

  @Test
  void the_bound_is_shared_out_over_the_categories() {
    List<ScoredImage> images = new ArrayList<>();
    for (int category = 0; category < 40; category++) {
      for (int i = 0; i < 5; i++) {
        images.add(image("c" + category, true, i / 10.0));
      }
    }

    List<ScoredImage> chosen = chosen(3, images);

    assertThat(chosen).hasSize(EvaluationOptions.MAX_EXAMPLES);
    assertThat(chosen.stream().map(image -> image.entry().category()).distinct()).hasSize(40);
  }

  @Test
  void examples_are_small_and_show_the_truth() throws Exception {
    DrawnParts parts = new DrawnParts(folder).category("bolt", 400, 1, 4, true);

    Evaluation evaluation =
        Evaluator.evaluate(new DarkSpotDetector(1e6), parts.set(), EvaluationOptions.defaults());

    assertThat(evaluation.examples()).hasSize(3);
    for (ErrorExample example : evaluation.examples()) {
      assertThat(example.image().missed()).isTrue();
      assertThat(example.input().getWidth()).isEqualTo(ErrorExample.MAX_SIDE);
      assertThat(example.heatmap().getHeight()).isEqualTo(ErrorExample.MAX_SIDE);
      assertThat(example.reconstruction().orElseThrow().getWidth()).isEqualTo(16);
      assertThat(example.groundTruth().orElseThrow().getWidth()).isEqualTo(ErrorExample.MAX_SIDE);
    }
  }

  private static List<ScoredImage> chosen(int perCategory, List<ScoredImage> images) {
    EvaluationOptions options = EvaluationOptions.defaults().withExamplesPerCategory(perCategory);
    return new WorstErrors(new DarkSpotDetector(3), options).chosen(images);
  }

  private static ScoredImage image(String category, boolean defective, double score) {
    ImageEntry entry =
        new ImageEntry(
            Path.of("x.png"), category, Split.TEST, defective ? "spot" : "good", Optional.empty());
    return new ScoredImage(entry, category, true, score, 3, 1, 1, Map.of(), List.of());
  }
}
