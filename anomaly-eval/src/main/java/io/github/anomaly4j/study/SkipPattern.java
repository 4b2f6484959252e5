package io.github.anomaly4j.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Skips of a network, with a name for tables and folders. Immutable, thread safe.
 *
 * @param name letters, digits, {@code .}, {@code _} and {@code -}, the first of them a letter or
 *     digit
 * @param skips strength of each level's skip from the full resolution down, each in [0, 1]; see
 *     {@link io.github.anomaly4j.config.UNetConfig}
 */
public record SkipPattern(String name, List<Double> skips) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /**
   * Checks and copies the values.
   *
   * @throws IllegalArgumentException if there is no skip, one is out of range, or the name cannot
   *     be that of a folder
   */
  public SkipPattern {
    skips = List.copyOf(skips);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a pattern's name is made of letters, digits, '.', '_' and '-', but is '" + name + "'");
    }
    if (skips.isEmpty() || skips.stream().anyMatch(skip -> !(skip >= 0 && skip <= 1))) {
      throw new IllegalArgumentException("skips must be in [0, 1], but are " + skips);
    }
  }

  /**
   * A pattern that is named by its strengths, such as {@code 0-0-1-1}.
   *
   * @throws IllegalArgumentException if there is no skip or one is out of range
   */
  public static SkipPattern of(List<Double> skips) {
    return new SkipPattern(
        skips.stream().map(SkipPattern::number).collect(Collectors.joining("-")), skips);
  }

  private static String number(double skip) {
    return skip == Math.rint(skip) ? Long.toString((long) skip) : Double.toString(skip);
  }

  /**
   * The usual patterns of a network, those left out that equal an earlier one:
   *
   * <ul>
   *   <li>{@code all}: every skip is full;
   *   <li>{@code none}: there is no skip;
   *   <li>{@code no-top}: all but that of the full resolution;
   *   <li>{@code lower-half}: only those of the lower half of the levels;
   *   <li>{@code thin}: a quarter of the channels at the full resolution, half of them below, all
   *       further down.
   * </ul>
   *
   * @param depth levels that have a skip, at least 1
   * @return the patterns, in this order
   * @throws IllegalArgumentException if the depth is less than 1
   */
  public static List<SkipPattern> defaults(int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("depth must be at least 1, but is " + depth);
    }
    Map<List<Double>, SkipPattern> patterns = new LinkedHashMap<>();
    for (SkipPattern pattern :
        List.of(
            pattern("all", depth, level -> 1),
            pattern("none", depth, level -> 0),
            pattern("no-top", depth, level -> level == 0 ? 0 : 1),
            pattern("lower-half", depth, level -> 2 * level < depth ? 0 : 1),
            pattern("thin", depth, level -> Math.min(1, 0.25 * (1 << Math.min(level, 2)))))) {
      patterns.putIfAbsent(pattern.skips(), pattern);
    }
    return new ArrayList<>(patterns.values());
  }

  private static SkipPattern pattern(String name, int depth, IntToDoubleFunction skip) {
    return new SkipPattern(name, IntStream.range(0, depth).mapToDouble(skip).boxed().toList());
  }
}
