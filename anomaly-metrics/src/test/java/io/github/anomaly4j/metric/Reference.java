package io.github.anomaly4j.metric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Drawn scores with the figures that scikit-learn, NumPy and anomalib give for them; {@code
 * make_references.py} beside {@code references.properties} wrote them.
 */
final class Reference {
  private static final Properties VALUES = read();

  /** The false-positive rates of {@link Images#detectionRates}. */
  static final double[] RATES = numbers("rates");

  /** The limits of {@link Pixels#aupro}. */
  static final double[] LIMITS = numbers("limits");

  private Reference() {}

  /** Scores of images; names are those of the file. */
  record Images(
      double[] scores,
      boolean[] anomalous,
      double auroc,
      double averagePrecision,
      double f1,
      double f1Threshold,
      double[] falsePositiveRates,
      double[] truePositiveRates,
      double[] thresholds,
      double[] detectionRates) {}

  /** Maps of pixels with their figures. */
  record Pixels(PixelScores scores, int regions, double auroc, double[] aupro, double[] anomalib) {}

  static List<Images> images() {
    return cases("image").map(Reference::images).toList();
  }

  private static Images images(String at) {
    return new Images(
        numbers(at + "scores"),
        labels(VALUES.getProperty(at + "anomalous")),
        number(at + "auroc"),
        number(at + "averagePrecision"),
        number(at + "f1"),
        number(at + "f1Threshold"),
        numbers(at + "falsePositiveRates"),
        numbers(at + "truePositiveRates"),
        numbers(at + "thresholds"),
        numbers(at + "detectionRates"));
  }

  static List<Pixels> pixels() {
    return cases("pixel").map(Reference::pixels).toList();
  }

  private static Pixels pixels(String at) {
    int width = (int) number(at + "width");
    int height = (int) number(at + "height");
    int size = width * height;
    double[] values = numbers(at + "scores");
    boolean[] defective = labels(VALUES.getProperty(at + "defective"));
    PixelScores scores = new PixelScores();
    for (int from = 0; from < values.length; from += size) {
      float[] map = new float[size];
      for (int i = 0; i < size; i++) {
        map[i] = (float) values[from + i];
      }
      scores.add(width, height, map, Arrays.copyOfRange(defective, from, from + size));
    }
    return new Pixels(
        scores,
        (int) number(at + "regions"),
        number(at + "auroc"),
        numbers(at + "aupro"),
        numbers(at + "anomalib"));
  }

  private static Stream<String> cases(String kind) {
    return IntStream.range(0, (int) number(kind + ".cases")).mapToObj(i -> kind + "." + i + ".");
  }

  private static double number(String name) {
    return numbers(name)[0];
  }

  private static double[] numbers(String name) {
    return Arrays.stream(VALUES.getProperty(name).split(" "))
        .mapToDouble(text -> text.equals("inf") ? Double.POSITIVE_INFINITY : Double.valueOf(text))
        .toArray();
  }

  private static Properties read() {
    try (InputStream file = Reference.class.getResourceAsStream("references.properties")) {
      Properties values = new Properties();
      values.load(file);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds an image written as rows of score digits and mask signs. */
  static void add(PixelScores pixels, String map) {
    String[] rows = map.strip().split("\n");
    int width = rows[0].indexOf(' ');
    float[] scores = new float[rows.length * width];
    boolean[] defective = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = rows[i / width].charAt(i % width) - '0';
      defective[i] = rows[i / width].charAt(width + 1 + i % width) == '#';
    }
    pixels.add(width, rows.length, scores, defective);
  }

  static boolean[] labels(String digits) {
    boolean[] labels = new boolean[digits.length()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = digits.charAt(i) == '1';
    }
    return labels;
  }
}
