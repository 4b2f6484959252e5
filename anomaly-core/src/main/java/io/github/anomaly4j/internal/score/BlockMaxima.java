package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Quantiles;
import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the highest score of the tiles of a normal image grows with their number, so that images of
 * any number of tiles can be compared, and one threshold nearly keeps its rate of false alarms: of
 * drawn strips it was 1.9 % at the usual number of tiles, and 2.9 % at 16 times as many.
 *
 * <p>The model: the score of a tile is the level of its image plus a part of the tile's own. Levels
 * are those of the normal images. Own parts have the distribution of those that were seen and,
 * above nine tenths of them, a generalized Pareto tail (Pickands 1975; fitted by
 * probability-weighted moments, Hosking and Wallis 1987), which is continued as an exponential one
 * beyond the highest part, where defects lie. Then the highest of {@code n} tiles stays below
 * {@code z} with the probability {@code F(z, n)}, the mean of {@code G(z - level)^(clusters n)}
 * over the levels. The extremal index {@code clusters} says that high scores come in groups of
 * adjacent tiles (estimated from the maxima; Northrop 2015). A score {@code z} of an image of
 * {@code n} tiles becomes the score that an image of the usual number of tiles exceeds equally
 * often.
 *
 * <p>Long because the fit of the model and its use state one another's formulas.
 *
 * @param usual the usual number of tiles of an image
 * @param levels of normal images
 * @param steps own parts of tiles from the lowest to {@link #tail}, equally many between them
 * @param tail where the tail begins
 * @param above the share of own parts that lie above it, in (0, 1)
 * @param scale of the tail, above 0
 * @param shape of the tail: 0 if it is exponential, below 0 if it is lighter, above 0 if heavier
 * @param end of the tail, from where it begins: beyond, it is exponential
 * @param clusters the extremal index, in (0, 1]
 */
public record BlockMaxima(
    int usual,
    List<Double> levels,
    List<Double> steps,
    double tail,
    double above,
    double scale,
    double shape,
    double end,
    double clusters) {
  private static final double ABOVE = 0.1;
  private static final int FEWEST_ABOVE = 8;
  private static final double MAX_SHAPE = 0.25;
  private static final double MIN_SHAPE = -0.3;

  /** By how much the shape is raised, over the root of the number of excesses: a standard error. */
  private static final double CAUTION = 1;

  /** A light tail ends somewhere; it is followed up to this share of the way. */
  private static final double FOLLOWED = 0.8;

  private static final double MIN_CLUSTERS = 0.05;
  private static final int STEPS = 64;

  /** Smaller differences of scores are rounding. */
  private static final double MIN_SCALE = 1e-6;

  private static final int BISECTIONS = 80;

  /** The variance of a median over that of a mean, of normally distributed values. */
  private static final double MEDIAN = Math.PI / 2;

  /** Checks the values, which may come from a file. */
  public BlockMaxima {
    levels = ImmutableList.copyOf(levels);
    steps = ImmutableList.copyOf(steps);
    checkArgument(usual >= 1 && !levels.isEmpty() && !steps.isEmpty(), "no tiles");
    checkArgument(
        levels.stream().allMatch(BlockMaxima::isScore)
            && steps.stream().allMatch(BlockMaxima::isScore)
            && isScore(tail)
            && above > 0
            && above < 1
            && scale > 0
            && scale <= Calibration.LARGEST
            && shape >= MIN_SHAPE
            && shape <= MAX_SHAPE
            && end >= 0
            && end <= Calibration.LARGEST
            && scale + shape * end > 0
            && clusters > 0
            && clusters <= 1,
        "a tail of the scores of tiles from %s to %s more, of %s, %s, %s and %s",
        tail,
        end,
        above,
        scale,
        shape,
        clusters);
    for (int i = 1; i < steps.size(); i++) {
      checkArgument(steps.get(i) >= steps.get(i - 1), "scores of tiles that fall");
    }
  }

  private static boolean isScore(double value) {
    return Math.abs(value) <= Calibration.LARGEST;
  }

  /**
   * Fits the model.
   *
   * @param images the scores of each normal image's tiles, computed without what was learned from
   *     the image; at least one image, and at least one tile of each
   * @param usual the usual number of tiles of an image
   */
  public static BlockMaxima fit(List<double[]> images, int usual) {
    double[] levels = levels(images);
    double[] own =
        IntStream.range(0, levels.length)
            .boxed()
            .flatMapToDouble(i -> Arrays.stream(images.get(i)).map(score -> score - levels[i]))
            .sorted()
            .toArray();
    int high =
        Math.min(own.length - 1, Math.max(FEWEST_ABOVE, (int) Math.ceil(ABOVE * own.length)));
    int first = own.length - Math.max(1, high);
    double tail = first == 0 ? own[0] : own[first - 1];
    double[] excess = Arrays.stream(own, first, own.length).map(part -> part - tail).toArray();
    double[] shape = tail(excess);
    double last = excess[excess.length - 1];
    double end = shape[1] < 0 ? Math.min(last, -FOLLOWED * shape[0] / shape[1]) : last;
    List<Double> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      steps.add(own[(int) ((long) Math.max(0, first - 1) * i / (STEPS - 1))]);
    }
    double above = Math.min(0.999, (double) excess.length / (own.length + 1));
    BlockMaxima apart =
        new BlockMaxima(
            usual, Doubles.asList(levels), steps, tail, above, shape[0], shape[1], end, 1);
    return new BlockMaxima(
        usual,
        apart.levels,
        steps,
        tail,
        above,
        shape[0],
        shape[1],
        end,
        apart.clusters(images, levels));
  }

  /**
   * The level of each image: the median of its tiles, drawn towards that of all images as far as
   * the differences of the medians are those that the spread of the tiles causes.
   */
  private static double[] levels(List<double[]> images) {
    double[] medians = images.stream().mapToDouble(Quantiles.median()::compute).toArray();
    double center = Quantiles.median().compute(medians);
    double within = 0;
    long freedom = 0;
    for (int i = 0; i < medians.length; i++) {
      double mean = Arrays.stream(images.get(i)).average().orElseThrow();
      within += Arrays.stream(images.get(i)).map(own -> (own - mean) * (own - mean)).sum();
      freedom += images.get(i).length - 1;
    }
    double between = 0;
    double caused = 0;
    for (int i = 0; i < medians.length; i++) {
      between += (medians[i] - center) * (medians[i] - center) / Math.max(1, medians.length - 1);
      caused +=
          freedom == 0 ? 0 : MEDIAN * within / freedom / images.get(i).length / medians.length;
    }
    double[] levels = new double[medians.length];
    for (int i = 0; i < levels.length; i++) {
      double real = freedom == 0 ? 0 : Math.max(0, between - caused);
      double noise = freedom == 0 ? 1 : MEDIAN * within / freedom / images.get(i).length;
      double share = real + noise <= 0 ? 1 : real / (real + noise);
      levels[i] = center + share * (medians[i] - center);
    }
    return levels;
  }

  /** Scale and shape of the tail, by probability-weighted moments of the sorted excesses. */
  private static double[] tail(double[] excess) {
    int count = excess.length;
    double mean = Arrays.stream(excess).average().orElseThrow();
    double weighted = 0;
    for (int i = 0; i < count; i++) {
      weighted += excess[i] * (count - 1 - i) / Math.max(1, count - 1) / count;
    }
    double shape = mean - 2 * weighted > 0 ? 2 - mean / (mean - 2 * weighted) : 0;
    // Too light a tail would let the rate of false alarms rise with the number of tiles.
    shape += CAUTION / Math.sqrt(count);
    shape = count < FEWEST_ABOVE ? 0 : Math.max(MIN_SHAPE, Math.min(MAX_SHAPE, shape));
    // Of a tail of this shape the mean excess is scale / (1 - shape).
    return new double[] {Math.max(MIN_SCALE, mean * (1 - shape)), shape};
  }

  private double clusters(List<double[]> images, double[] levels) {
    double sum = 0;
    for (int i = 0; i < levels.length; i++) {
      double highest = Arrays.stream(images.get(i)).max().orElseThrow();
      sum += -logBelow(highest - levels[i]) * images.get(i).length;
    }
    return Math.max(MIN_CLUSTERS, Math.min(1, levels.length / Math.max(sum, 1e-9)));
  }

  /**
   * The score of an image as if it had the usual number of tiles.
   *
   * @param highest score of its tiles
   * @param tiles how many it has
   */
  public double atUsual(double highest, int tiles) {
    return matched(highest, tiles, usual);
  }

  /**
   * The score that an image of another number of tiles exceeds as often as an image of the usual
   * number exceeds a given score.
   *
   * @param score of an image of the usual number of tiles
   * @param tiles the other number
   */
  public double atTiles(double score, int tiles) {
    return matched(score, usual, tiles);
  }

  /** The score that an image of the usual number of tiles exceeds at a rate, in (0, 1). */
  public double exceededAt(double rate) {
    return inverse(
        rate <= 0.5 ? -Math.log(rate) : 2 * Math.log(2) + Math.log1p(-rate), usual, tail);
  }

  private double matched(double score, int from, int to) {
    return from == to ? score : inverse(rarity(score, from), to, score);
  }

  /** The score of a rarity, by bisection from a first guess. */
  private double inverse(double rarity, int tiles, double guess) {
    double step = scale;
    double low = guess;
    double high = guess;
    while (rarity(high, tiles) < rarity && step < Calibration.LARGEST) {
      high += step;
      step *= 2;
    }
    step = scale;
    while (rarity(low, tiles) > rarity && step < Calibration.LARGEST) {
      low -= step;
      step *= 2;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (rarity(middle, tiles) < rarity) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * How rare it is that the highest of some tiles exceeds a score: the negative logarithm of the
   * probability; where it is above one half, continued by that of the opposite, so that it rises
   * with the score everywhere.
   */
  private double rarity(double score, int tiles) {
    double blocks = clusters * tiles;
    double[] below = new double[levels.size()];
    double[] over = new double[below.length];
    for (int i = 0; i < below.length; i++) {
      double own = score - levels.get(i);
      below[i] = blocks * logBelow(own);
      // 1 - exp(-x) is x where x is small, and is lost in rounding.
      over[i] =
          below[i] > -1e-9 ? Math.log(blocks) + logAbove(own) : Math.log(-Math.expm1(below[i]));
    }
    double exceeded = logMean(over);
    return exceeded < -Math.log(2) ? -exceeded : 2 * Math.log(2) + logMean(below);
  }

  private static double logMean(double[] logarithms) {
    double most = Arrays.stream(logarithms).max().orElseThrow();
    double sum = Arrays.stream(logarithms).map(value -> Math.exp(value - most)).sum();
    return most + Math.log(sum / logarithms.length);
  }

  /** The logarithm of the share of own parts that are at most this. */
  private double logBelow(double own) {
    if (own >= tail) {
      return Math.log1p(-Math.exp(logAbove(own)));
    }
    int last = steps.size() - 1;
    double lowest = (1 - above) / (last + 2);
    if (own <= steps.get(0)) {
      return Math.log(lowest) - (steps.get(0) - own) / scale;
    }
    // Between two steps, the share is interpolated.
    int next = 1;
    while (next < last && steps.get(next) < own) {
      next++;
    }
    double from = steps.get(next - 1);
    double to = steps.get(next);
    double share = to > from ? Math.min(1, (own - from) / (to - from)) : 1;
    double part = lowest + (1 - above - lowest) * (next - 1 + share) / last;
    return Math.log(part);
  }

  /**
   * The logarithm of the share of own parts above this, which is at least where the tail begins.
   */
  private double logAbove(double own) {
    double excess = Math.max(0, own - tail);
    double within = Math.min(excess, end);
    double followed =
        Math.abs(shape) < 1e-9 ? within / scale : Math.log1p(shape * within / scale) / shape;
    return Math.log(above) - followed - (excess - within) / (scale + shape * end);
  }
}
