package io.github.anomaly4j.metric;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Scores with labels, both classes present and ties common. */
record Sample(double[] scores, boolean[] anomalous) {

  static Arbitrary<Sample> any() {
    return Combinators.combine(side(), side()).as(Sample::joined);
  }

  private static Arbitrary<double[]> side() {
    // Few distinct values in addition to many, so that ties within and between the classes are
    // frequent.
    Arbitrary<Double> value =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-3, 3).map(i -> i / 2.0),
            Arbitraries.doubles().between(-3, 3).ofScale(4));
    return value.array(double[].class).ofMinSize(1).ofMaxSize(30);
  }

  private static Sample joined(double[] normal, double[] anomalous) {
    double[] scores = Arrays.copyOf(normal, normal.length + anomalous.length);
    System.arraycopy(anomalous, 0, scores, normal.length, anomalous.length);
    boolean[] labels = new boolean[scores.length];
    Arrays.fill(labels, normal.length, scores.length, true);
    return new Sample(scores, labels);
  }

  static long count(boolean[] labels) {
    return IntStream.range(0, labels.length).filter(i -> labels[i]).count();
  }

  Sample permuted(int[] order) {
    double[] newScores = IntStream.of(order).mapToDouble(i -> scores[i]).toArray();
    boolean[] newLabels = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      newLabels[i] = anomalous[order[i]];
    }
    return new Sample(newScores, newLabels);
  }

  Sample reversed() {
    return new Sample(Arrays.stream(scores).map(score -> -score).toArray(), anomalous);
  }

  @Override
  public String toString() {
    return Arrays.toString(scores) + " " + Arrays.toString(anomalous);
  }
}
