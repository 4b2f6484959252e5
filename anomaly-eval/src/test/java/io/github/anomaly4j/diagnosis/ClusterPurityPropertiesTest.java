package io.github.anomaly4j.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClusterPurityPropertiesTest {

  @Property(tries = 40)
  void blobs_far_apart_are_pure(
      @ForAll @IntRange(min = 2, max = 12) int kinds,
      @ForAll @IntRange(min = 3, max = 15) int each,
      @ForAll long seed) {
    ClusterPurity purity = blobs(kinds, each, 100, seed).purity(seed);

    assertThat(purity.purity()).isEqualTo(1);
    assertThat(purity.mutualInformation()).isCloseTo(1, within(1e-12));
    assertThat(purity.chancePurity()).isLessThan(1);
    for (int kind = 0; kind < kinds; kind++) {
      List<Integer> row = new ArrayList<>(Collections.nCopies(kinds, 0));
      row.set(kind, each);
      assertThat(purity.counts().get(kind)).isEqualTo(row);
    }
  }

  @Property(tries = 20)
  void noise_is_as_pure_as_chance(
      @ForAll @IntRange(min = 2, max = 8) int kinds, @ForAll long seed) {
    ClusterPurity purity = blobs(kinds, 400 / kinds, 0, seed).purity(seed);

    assertThat(purity.purity()).isCloseTo(purity.chancePurity(), within(0.12));
    assertThat(purity.mutualInformation()).isCloseTo(purity.chanceMutualInformation(), within(0.1));
  }

  @Property(tries = 40)
  void figures_keep_to_their_ranges(
      @ForAll @IntRange(min = 2, max = 9) int kinds,
      @ForAll @IntRange(min = 1, max = 9) int each,
      @ForAll @IntRange(min = 0, max = 4) int distance,
      @ForAll long seed) {
    ClusterPurity purity = blobs(kinds, each, distance, seed).purity(seed);

    assertThat(purity.purity()).isBetween(1.0 / kinds, 1.0);
    assertThat(purity.chancePurity()).isBetween(1.0 / kinds, 1.0);
    assertThat(purity.mutualInformation()).isBetween(0.0, 1.0);
    assertThat(purity.chanceMutualInformation()).isBetween(0.0, 1.0);
    assertThat(purity.counts()).hasSizeLessThanOrEqualTo(kinds);
    assertThat(purity.counts().stream().flatMap(List::stream).mapToInt(count -> count).sum())
        .isEqualTo(kinds * each);
  }

  @Property(tries = 30)
  void the_order_of_the_vectors_does_not_matter(
      @ForAll @IntRange(min = 2, max = 6) int kinds,
      @ForAll @IntRange(min = 0, max = 4) int distance,
      @ForAll long seed) {
    Labeled labeled = blobs(kinds, 12, distance, seed);

    assertThat(labeled.shuffled(seed).purity(7)).isEqualTo(labeled.purity(7));
  }

  @Property(tries = 30)
  void the_names_of_the_categories_do_not_matter(
      @ForAll @IntRange(min = 2, max = 6) int kinds,
      @ForAll @IntRange(min = 0, max = 4) int distance,
      @ForAll long seed) {
    // One fewer of the last, as equal sizes would hide which is which.
    Labeled labeled = blobs(kinds, 12, distance, seed).first(12 * kinds - 1);
    List<String> names = new ArrayList<>(labeled.categories.stream().distinct().toList());
    Collections.shuffle(names, new Random(seed));
    ClusterPurity purity = labeled.purity(7);
    ClusterPurity renamed =
        new Labeled(
                labeled.vectors,
                labeled.categories.stream().map(name -> "renamed " + names.indexOf(name)).toList())
            .purity(7);

    assertThat(renamed.purity()).isEqualTo(purity.purity());
    assertThat(renamed.chancePurity()).isEqualTo(purity.chancePurity());
    assertThat(renamed.mutualInformation()).isCloseTo(purity.mutualInformation(), within(1e-12));
    assertThat(renamed.chanceMutualInformation())
        .isCloseTo(purity.chanceMutualInformation(), within(1e-12));
  }

  @Property(tries = 30)
  void the_units_of_the_channels_do_not_matter(
      @ForAll @IntRange(min = -20, max = 20) int power, @ForAll long seed) {
    Labeled labeled = blobs(4, 12, 3, seed);
    float[][] scaled = new float[labeled.vectors.length][];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = labeled.vectors[i].clone();
      scaled[i][0] = Math.scalb(scaled[i][0], power);
    }

    assertThat(new Labeled(scaled, labeled.categories).purity(7)).isEqualTo(labeled.purity(7));
  }

  @Example
  void features_that_collapsed_are_no_purer_than_chance() {
    Labeled labeled = blobs(5, 10, 100, 3);
    for (float[] vector : labeled.vectors) {
      Arrays.fill(vector, 0.1f);
    }
    ClusterPurity purity = labeled.purity(1);

    assertThat(purity.counts()).containsExactly(List.of(10, 10, 10, 10, 10));
    assertThat(purity.purity()).isEqualTo(0.2).isEqualTo(purity.chancePurity());
    assertThat(purity.mutualInformation()).isZero();
  }

  @Example
  void few_vectors_look_pure_by_chance_too() {
    ClusterPurity purity = blobs(6, 2, 0, 5).purity(1);

    assertThat(purity.purity()).isGreaterThan(0.4);
    assertThat(purity.chancePurity()).isGreaterThan(0.4);
  }

  /** Manning, Raghavan and Schütze, "Introduction to Information Retrieval", figure 16.4. */
  @Example
  void the_figures_are_those_of_the_textbook() {
    Contingency table = new Contingency(new int[][] {{5, 1, 0}, {1, 4, 1}, {2, 0, 3}});

    assertThat(table.purity()).isEqualTo(12.0 / 17);
    assertThat(table.normalizedMutualInformation()).isCloseTo(0.3646, within(1e-4));
  }

  @Example
  void shuffling_keeps_the_sizes_of_clusters_and_categories() {
    Contingency table = new Contingency(new int[][] {{5, 1, 0}, {1, 4, 1}, {2, 0, 3}});
    int[][] shuffled = table.shuffled(new SplittableRandom(1)).counts();

    assertThat(IntStream.of(0, 1, 2).map(k -> IntStream.of(shuffled[k]).sum()))
        .containsExactlyInAnyOrder(6, 6, 5);
    assertThat(IntStream.of(0, 1, 2).map(j -> shuffled[0][j] + shuffled[1][j] + shuffled[2][j]))
        .containsExactlyInAnyOrder(8, 5, 4);
  }

  @Example
  void what_cannot_be_clustered_is_refused() {
    float[][] vectors = {{1}, {2}};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterPurity.of(vectors, List.of("screw"), 1))
        .withMessage("2 vectors, but 1 categories");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterPurity.of(vectors, List.of("screw", "screw"), 1))
        .withMessageContaining("[screw]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClusterPurity.of(new float[][] {{1}, {2, 3}}, List.of("screw", "tile"), 1))
        .withMessageContaining("vector 1 has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClusterPurity.of(new float[][] {{1}, {Float.NaN}}, List.of("screw", "tile"), 1))
        .withMessageContaining("NaN");
  }

  /** Some vectors of each kind around a center of its own: standard normal, the centers apart. */
  private static Labeled blobs(int kinds, int each, double distance, long seed) {
    Random random = new Random(seed);
    float[][] vectors = new float[kinds * each][kinds];
    List<String> categories = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      for (int c = 0; c < kinds; c++) {
        double center = c == i % kinds ? distance : 0;
        vectors[i][c] = (float) (center + random.nextGaussian());
      }
      categories.add("%02d".formatted(i % kinds));
    }
    return new Labeled(vectors, categories);
  }

  private record Labeled(float[][] vectors, List<String> categories) {

    ClusterPurity purity(long seed) {
      return ClusterPurity.of(vectors, categories, seed);
    }

    Labeled first(int count) {
      return new Labeled(Arrays.copyOf(vectors, count), categories.subList(0, count));
    }

    Labeled shuffled(long seed) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, vectors.length).boxed().toList());
      Collections.shuffle(order, new Random(seed));
      return new Labeled(
          order.stream().map(i -> vectors[i]).toArray(float[][]::new),
          order.stream().map(categories::get).toList());
    }
  }
}
