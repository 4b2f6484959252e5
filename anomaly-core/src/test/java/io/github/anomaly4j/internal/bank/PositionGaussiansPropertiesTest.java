package io.github.anomaly4j.internal.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

class PositionGaussiansPropertiesTest {
  private final List<float[]> images = new ArrayList<>();
  private final List<boolean[]> scored = new ArrayList<>();

  @Property(tries = 60)
  void without_an_image_they_are_those_of_the_others_alone(
      @ForAll @IntRange(min = 2, max = 25) int count,
      @ForAll @IntRange(min = 1, max = 12) int channels,
      @ForAll @IntRange(min = 1, max = 5) int places,
      @ForAll long seed) {
    Random random = new Random(seed);
    PatchSample sample = new PatchSample(10_000, 1);
    images.clear();
    scored.clear();
    double[] shown = random.doubles(places).toArray();
    for (int i = 0; i < count; i++) {
      images.add(gaussian(places * channels, random));
      boolean[] marks = new boolean[places];
      for (int place = 0; place < places; place++) {
        // Some places in all images, others in hardly any; no image is empty.
        marks[place] = place == 0 || random.nextDouble() < 2 * shown[place] - 0.3;
      }
      scored.add(marks);
      sample.add(new PatchFeatures(Grid.even(1, places), channels, images.get(i)), marks, i);
    }
    PositionGaussians gaussians = PositionGaussians.of(sample);
    double epsilon = gaussians.tensors().floats("epsilon", 1)[0];
    int without = random.nextInt(count);
    float[] other = gaussian(places * channels, random);
    for (float[] asked : List.of(images.get(without), other)) {
      float[] found =
          gaussians.distancesWithout(
              without, new PatchFeatures(Grid.even(1, places), channels, asked));
      for (int place = 0; place < places; place++) {
        double expected = distance(asked, place, channels, without, epsilon);
        assertThat((double) found[place]).isCloseTo(expected, within(1e-5 * (1 + expected)));
      }
    }
    float[] plain = gaussians.distances(new PatchFeatures(Grid.even(1, places), channels, other));
    for (int place = 0; place < places; place++) {
      double expected = distance(other, place, channels, -1, epsilon);
      assertThat((double) plain[place]).isCloseTo(expected, within(1e-3 * (1 + expected)));
    }
  }

  /** By the other images' covariance at the place, or that of all places, from scratch. */
  private double distance(float[] asked, int place, int channels, int without, double epsilon) {
    List<RealVector> here = new ArrayList<>();
    List<RealVector> all = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      for (int at = 0; at < scored.get(i).length; at++) {
        if (i != without && scored.get(i)[at]) {
          RealVector patch = patch(images.get(i), at, channels);
          all.add(patch);
          if (at == place) {
            here.add(patch);
          }
        }
      }
    }
    long shown = scored.stream().filter(marks -> marks[place]).count();
    List<RealVector> patches = shown < 3 ? all : here;
    RealVector mean = new ArrayRealVector(channels);
    for (RealVector patch : patches) {
      mean = mean.add(patch.mapDivide(patches.size()));
    }
    RealMatrix covariance = new Array2DRowRealMatrix(channels, channels);
    for (RealVector patch : patches) {
      RealVector offset = patch.subtract(mean);
      covariance =
          covariance.add(
              offset.outerProduct(offset).scalarMultiply(1.0 / Math.max(1, patches.size() - 1)));
    }
    for (int c = 0; c < channels; c++) {
      covariance.addToEntry(c, c, epsilon);
    }
    RealVector offset = patch(asked, place, channels).subtract(mean);
    return Math.sqrt(offset.dotProduct(new LUDecomposition(covariance).getSolver().solve(offset)));
  }

  private static RealVector patch(float[] values, int place, int channels) {
    double[] patch = new double[channels];
    for (int c = 0; c < channels; c++) {
      patch[c] = values[place * channels + c];
    }
    return new ArrayRealVector(patch, false);
  }

  private static float[] gaussian(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (5 + random.nextGaussian());
    }
    return values;
  }
}
