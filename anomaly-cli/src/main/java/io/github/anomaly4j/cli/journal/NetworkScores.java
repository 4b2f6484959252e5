package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.metric.Auroc;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Raw scores of labeled images.
 *
 * @param images the images
 * @param scores of each, in the same order
 */
record NetworkScores(List<ImageEntry> images, List<Map<Evidence, Double>> scores) {

  /** The scores of the normal, or of the defective, images, in order. */
  double[] of(Evidence kind, boolean anomalous) {
    return IntStream.range(0, images.size())
        .filter(i -> images.get(i).anomalous() == anomalous)
        .mapToDouble(i -> scores.get(i).get(kind))
        .toArray();
  }

  /** Whether the lowest defective score is above the highest normal one. */
  boolean apart(Evidence kind) {
    return lowestDefective(kind) > highestNormal(kind);
  }

  double highestNormal(Evidence kind) {
    return Arrays.stream(of(kind, false)).max().orElse(Double.NaN);
  }

  double lowestDefective(Evidence kind) {
    return Arrays.stream(of(kind, true)).min().orElse(Double.NaN);
  }

  /** Image AUROC of all images in one list; NaN if it is not defined. */
  double pooled(Evidence kind) {
    double[] values = scores.stream().mapToDouble(score -> score.get(kind)).toArray();
    boolean[] truth = new boolean[values.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = images.get(i).anomalous();
    }
    return Auroc.of(values, truth);
  }

  /** Image AUROC by category. */
  Map<String, Double> byCategory(Evidence kind) {
    Map<String, List<Integer>> groups =
        IntStream.range(0, images.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> images.get(i).category(), TreeMap::new, Collectors.toList()));
    Map<String, Double> found = new TreeMap<>();
    groups.forEach(
        (category, numbers) ->
            found.put(
                category,
                new NetworkScores(
                        numbers.stream().map(images::get).toList(),
                        numbers.stream().map(scores::get).toList())
                    .pooled(kind)));
    return found;
  }

  /** The mean of {@link #byCategory} where it is defined. */
  double mean(Evidence kind) {
    return byCategory(kind).values().stream()
        .mapToDouble(value -> value)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
