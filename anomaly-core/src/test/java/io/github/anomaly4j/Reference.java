package io.github.anomaly4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * Drawn numbers with what scikit-image, PyTorch, TorchMetrics and SciPy give for them; {@code
 * make_references.py} beside {@code references.properties} wrote them.
 *
 * @param at the beginning of the case's names in the file
 */
public record Reference(String at) {
  private static final Properties VALUES = read();

  /** All cases of one kind. */
  public static List<Reference> cases(String kind) {
    int count = (int) new Reference(kind + ".").number("cases");
    return IntStream.range(0, count).mapToObj(i -> new Reference(kind + "." + i + ".")).toList();
  }

  /** A whole number of the case. */
  public int count(String name) {
    return Math.toIntExact((long) number(name));
  }

  /** A number of the case. */
  public double number(String name) {
    return numbers(name)[0];
  }

  /** Numbers of the case. */
  public double[] numbers(String name) {
    return Arrays.stream(VALUES.getProperty(at + name).split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** The same as floats. */
  public float[] floats(String name) {
    double[] numbers = numbers(name);
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
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
}
