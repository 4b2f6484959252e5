package io.github.anomaly4j.internal.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SquaredErrorBankPropertiesTest {

  @Property(tries = 50)
  void the_score_is_the_smallest_mean_squared_error_to_any_image(
      @ForAll @IntRange(min = 1, max = 20) int images,
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<float[]> vectors = vectors(images, channels, random);
    float[] asked = vectors(1, channels, random).get(0);
    double lowest = Double.POSITIVE_INFINITY;
    for (float[] vector : vectors) {
      double squares = 0;
      for (int c = 0; c < channels; c++) {
        squares += Math.pow((double) vector[c] - asked[c], 2);
      }
      lowest = Math.min(lowest, squares / channels);
    }
    SquaredErrorBank bank = SquaredErrorBank.of(vectors);
    assertThat(bank.score(asked)).isCloseTo(lowest, within(1e-12));
    assertThat(bank.score(vectors.get(images / 2))).isZero();
    assertThat(bank.size()).isEqualTo(images);
    assertThat(bank.channels()).isEqualTo(channels);
  }

  @Property(tries = 30)
  void it_comes_back_from_its_tensors_with_the_same_bits(@ForAll long seed) {
    Random random = new Random(seed);
    SquaredErrorBank bank = SquaredErrorBank.of(vectors(7, 5, random));
    SquaredErrorBank again = SquaredErrorBank.of(bank.tensors());
    float[] asked = vectors(1, 5, random).get(0);
    assertThat(again.score(asked)).isEqualTo(bank.score(asked));
    assertThat(again.size()).isEqualTo(7);
    assertThat(again.tensors()).isEqualTo(bank.tensors());
  }

  @Property(tries = 30)
  void more_images_lower_scores_or_leave_them_and_the_old_bank_does_not_change(
      @ForAll @IntRange(min = 0, max = 9) int more, @ForAll long seed) {
    Random random = new Random(seed);
    List<float[]> first = vectors(4, 6, random);
    List<float[]> added = vectors(more, 6, random);
    float[] asked = vectors(1, 6, random).get(0);
    SquaredErrorBank bank = SquaredErrorBank.of(first);
    double before = bank.score(asked);
    SquaredErrorBank extended = bank.extended(added);
    assertThat(extended.size()).isEqualTo(4 + more);
    assertThat(extended.score(asked)).isLessThanOrEqualTo(before);
    added.forEach(vector -> assertThat(extended.score(vector)).isZero());
    assertThat(bank.size()).isEqualTo(4);
    assertThat(bank.score(asked)).isEqualTo(before);
    SquaredErrorBank atOnce =
        SquaredErrorBank.of(Stream.concat(first.stream(), added.stream()).toList());
    assertThat(extended.tensors()).isEqualTo(atOnce.tensors());
  }

  @Example
  void a_bank_keeps_copies_of_its_vectors() {
    float[] vector = {1, 2};
    SquaredErrorBank bank = SquaredErrorBank.of(List.of(vector));
    vector[0] = 9;
    assertThat(bank.score(new float[] {1, 2})).isZero();
  }

  @Example
  void vectors_that_do_not_fit_are_refused() {
    SquaredErrorBank bank = SquaredErrorBank.of(List.of(new float[] {1, 2}));
    for (Runnable wrong :
        List.<Runnable>of(
            () -> SquaredErrorBank.of(List.of()),
            () -> SquaredErrorBank.of(List.of(new float[0])),
            () -> SquaredErrorBank.of(List.of(new float[2], new float[3])),
            () -> bank.extended(List.of(new float[3])),
            () -> bank.score(new float[1]))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("vector");
    }
  }

  @Property(tries = 50)
  void a_standardized_bank_does_not_hear_the_loudest_feature_alone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int loud) {
    Random random = new Random(seed);
    List<float[]> quiet = vectors(9, 5, random);
    List<float[]> louder = quiet.stream().map(vector -> times(vector, loud, 1000)).toList();
    float[] asked = vectors(1, 5, random).get(0);
    double expected = SquaredErrorBank.standardized(quiet).score(asked);
    assertThat(SquaredErrorBank.standardized(louder).score(times(asked, loud, 1000)))
        .isCloseTo(expected, withinPercentage(1));
    SquaredErrorBank again = SquaredErrorBank.of(SquaredErrorBank.standardized(quiet).tensors());
    assertThat(again.score(asked)).isEqualTo(expected);
    assertThat(again.extended(List.of(asked)).score(asked)).isZero();
  }

  private static float[] times(float[] vector, int feature, float factor) {
    float[] changed = vector.clone();
    changed[feature] *= factor;
    return changed;
  }

  @Example
  void tensors_that_are_missing_or_do_not_fit_are_refused() {
    float[] six = new float[6];
    for (Tensors.Builder wrong :
        List.of(
            Tensors.builder().floats("vectors", six),
            Tensors.builder().floats("scale", 0, 0),
            Tensors.builder().floats("vectors", six).floats("scale", 0, 0, 0, 0),
            Tensors.builder().floats("vectors", six).floats("scale"),
            Tensors.builder().floats("vectors").floats("scale", 0, 0))) {
      assertThatThrownBy(() -> SquaredErrorBank.of(wrong.build()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Example
  void an_image_is_the_mean_or_the_spread_of_each_feature() {
    FeatureMap map = new FeatureMap(1, 2, 1, 3, new float[] {1, 2, 6, -1, 0, 4});
    assertThat(ImageVector.AVERAGED.of(map)).containsExactly(3, 1);
    float spread = (float) Math.sqrt(14 / 3.0);
    assertThat(ImageVector.SPREAD.of(map))
        .containsExactly(new float[] {spread, spread}, within(1e-6f));
    FeatureMap two = new FeatureMap(2, 1, 1, 3, new float[6]);
    for (ImageVector vector : ImageVector.values()) {
      assertThatThrownBy(() -> vector.of(two))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 images");
    }
  }

  private static List<float[]> vectors(int count, int channels, Random random) {
    return Stream.generate(
            () -> {
              float[] vector = new float[channels];
              for (int c = 0; c < channels; c++) {
                vector[c] = (float) random.nextGaussian();
              }
              return vector;
            })
        .limit(count)
        .toList();
  }
}
