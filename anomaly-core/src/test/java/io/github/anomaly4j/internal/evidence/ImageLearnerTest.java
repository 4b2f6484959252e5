package io.github.anomaly4j.internal.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageLearnerTest {
  private static final Descriptor OVERVIEW = new Descriptor(new FirstPixel());

  @Test
  void an_image_is_scored_by_banks_of_all_categories_without_its_sixteenth() {
    Random random = new Random(1);
    List<List<float[]>> categories = List.of(colors(6, random), colors(35, random));
    ImageLearner learner = new ImageLearner(OVERVIEW);
    List<List<Reading>> readings = new ArrayList<>();
    List<LeaveOneOut> leaveOneOut = new ArrayList<>();
    for (int category = 0; category < categories.size(); category++) {
      List<float[]> colors = categories.get(category);
      CategoryLearner own = learner.category(category);
      for (int i = 0; i < colors.size(); i++) {
        own.add(i, image(colors.get(i)));
      }
      LeaveOneOut without = own.fit();
      List<Reading> ownReadings = new ArrayList<>();
      for (int i = 0; i < colors.size(); i++) {
        ownReadings.add(without.read(i, image(colors.get(i))));
      }
      readings.add(ownReadings);
      leaveOneOut.add(without);
    }
    for (int category = 0; category < categories.size(); category++) {
      List<float[]> colors = categories.get(category);
      for (int i = 0; i < colors.size(); i++) {
        double expected = without(categories, i % 16).get(category).score(colors.get(i));
        assertThat(readings.get(category).get(i).score()).isEqualTo(expected);
        // Asked for after the others were scored.
        assertThat(leaveOneOut.get(category).read(i, image(colors.get(i))).score())
            .isEqualTo(expected);
      }
    }
  }

  private static List<MahalanobisBank> without(List<List<float[]>> categories, int fold) {
    List<List<float[]>> kept = new ArrayList<>();
    for (List<float[]> colors : categories) {
      List<float[]> own = new ArrayList<>();
      for (int i = 0; i < colors.size(); i++) {
        if (i % 16 != fold) {
          own.add(colors.get(i));
        }
      }
      kept.add(own);
    }
    return MahalanobisBank.fit(kept, 1);
  }

  private static List<float[]> colors(int count, Random random) {
    List<float[]> colors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      colors.add(new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()});
    }
    return colors;
  }

  private static ImageFeatures image(float[] color) {
    return new ImageFeatures(Image.filled(8, 8, color[0], color[1], color[2]));
  }

  /** The color of an image as its only patch. */
  private record FirstPixel() implements FeatureExtractor {
    @Override
    public int channels() {
      return 3;
    }

    @Override
    public PatchFeatures of(ImageFeatures features) {
      float[] pixels = features.image().toArray();
      int plane = pixels.length / 3;
      return new PatchFeatures(
          Grid.even(1, 1), 3, new float[] {pixels[0], pixels[plane], pixels[2 * plane]});
    }
  }
}
