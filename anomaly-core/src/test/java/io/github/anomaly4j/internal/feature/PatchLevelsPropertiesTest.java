package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.linalg.Projection;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Levels against the formulas for joined features, which are computed at every position. */
class PatchLevelsPropertiesTest {
  private static final int DIMENSIONS = 9;

  /** Maps of an image: one of some size, and coarser or equally fine ones, at shifted positions. */
  private static final class Maps {
    final List<PatchLevels.Level> levels = new ArrayList<>();
    final List<PatchFeatures> separate = new ArrayList<>();
    final Random random;

    Maps(int rows, int columns, int count, long seed) {
      random = new Random(seed);
      add(rows, columns);
      for (int i = 1; i < count; i++) {
        add(1 + random.nextInt(rows), 1 + random.nextInt(columns));
      }
    }

    private void add(int rows, int columns) {
      int channels = 1 + random.nextInt(7);
      float[] values = new float[channels * rows * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (3 + random.nextGaussian());
      }
      Grid grid =
          new Grid(
              new Grid.Axis(rows, 0.4 / rows, 1.0 / rows),
              new Grid.Axis(columns, 0.7 / columns, 0.9 / columns));
      levels.add(PatchLevels.Level.averaged(grid, channels, values));
      FeaturePlanes planes = new FeaturePlanes(channels, rows, columns, values);
      separate.add(PatchFeatures.of(grid, List.of(planes)).averaged());
    }

    PatchLevels found() {
      return new PatchLevels(levels);
    }

    /** Every level at the positions of the first, which is the finest. */
    PatchFeatures joined() {
      Grid finest = separate.get(0).grid();
      return PatchFeatures.join(separate.stream().map(level -> level.on(finest)).toList());
    }

    Projection projection(int channels) {
      float[] mean = new float[channels];
      float[] matrix = new float[channels * DIMENSIONS];
      for (int c = 0; c < channels; c++) {
        mean[c] = (float) (3 + random.nextGaussian());
      }
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] = (float) random.nextGaussian();
      }
      return new Projection(mean, matrix);
    }
  }

  @Property(tries = 100)
  void joined_levels_are_the_same_bits_as_features_joined_one_by_one(
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 20) int columns,
      @ForAll @IntRange(min = 1, max = 3) int count,
      @ForAll long seed) {
    Maps maps = new Maps(rows, columns, count, seed);
    PatchFeatures expected = maps.joined();
    PatchLevels levels = maps.found();
    assertThat(levels.grid()).isEqualTo(expected.grid());
    assertThat(levels.channels()).isEqualTo(expected.channels());
    assertThat(levels.joined().values()).isEqualTo(expected.values());
  }

  @Property(tries = 100)
  void levels_projected_one_by_one_are_the_joined_features_projected(
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 20) int columns,
      @ForAll @IntRange(min = 1, max = 3) int count,
      @ForAll @IntRange(min = 1, max = 3) int threads,
      @ForAll long seed) {
    Maps maps = new Maps(rows, columns, count, seed);
    PatchFeatures joined = maps.joined();
    Projection projection = maps.projection(joined.channels());
    float[] expected = projection.apply(joined.values());
    PatchLevels levels = maps.found();
    float[] found = levels.points(projection);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(2e-5f));
    }
    try (Workers workers = Workers.of(threads)) {
      assertThat(workers.run(() -> levels.points(projection))).isEqualTo(found);
    }
  }

  @Property(tries = 100)
  void the_mean_of_levels_is_that_of_the_joined_features_where_they_count(
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 20) int columns,
      @ForAll @IntRange(min = 1, max = 3) int count,
      @ForAll long seed) {
    Maps maps = new Maps(rows, columns, count, seed);
    PatchFeatures joined = maps.joined();
    boolean[] scored = new boolean[joined.patches()];
    for (int i = 0; i < scored.length; i++) {
      scored[i] = maps.random.nextInt(3) > 0;
    }
    scored[maps.random.nextInt(scored.length)] = true;
    float[] expected = joined.mean(scored);
    float[] found = maps.found().mean(scored);
    for (int c = 0; c < expected.length; c++) {
      assertThat(found[c]).isCloseTo(expected[c], within(1e-5f));
    }
  }
}
