package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkArgument;
import static io.github.anomaly4j.internal.artifact.Tensors.ANY;
import static java.util.Objects.requireNonNull;

import com.google.common.math.Quantiles;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.linalg.FoldedSums;
import io.github.anomaly4j.internal.linalg.Standardization;
import java.util.List;
import java.util.Optional;

/**
 * What a normal image that looks as an image does as a whole is expected to score more than the
 * usual normal image. Unusual light, size or texture moves all patches away from the known ones; it
 * is no defect, and is taken off. An image is described by the moments of its patches. Immutable,
 * thread safe.
 */
public final class ExpectedScore {
  /** Fewer images do not tell what depends on what. */
  static final int FEWEST = 16;

  /**
   * The ridge of the regression, as a share of the variance of all moments together. The drawn
   * products do not mind (a thirtieth to a third); a smaller one takes off defects that fill the
   * image.
   */
  private static final double RIDGE = 0.1;

  /** Nothing is expected that this percentage of normal images is not expected to exceed. */
  private static final int EXTREME = 2;

  private static final String CENTER = "center";
  private static final String SCALE = "scale";
  private static final String WEIGHTS = "weights";

  private final Content content;
  private final Standardization moments;
  private final float[] weights;

  /**
   * The JSON part.
   *
   * @param evidence whose memory bank gives the space of the patches
   * @param lowest the least that is expected
   * @param highest the most that is expected
   */
  public record Content(Evidence evidence, double lowest, double highest) {
    public Content {
      requireNonNull(evidence, "an expected score without its evidence");
      checkArgument(
          lowest <= highest
              && Math.abs(lowest) <= Calibration.LARGEST
              && Math.abs(highest) <= Calibration.LARGEST,
          "an expected score from %s to %s",
          lowest,
          highest);
    }
  }

  /**
   * Images described as a whole.
   *
   * @param evidence whose memory bank gives the space of the patches
   * @param normal the moments of each normal image
   * @param damaged the same of images with synthetic damage
   */
  public record Described(Evidence evidence, List<float[]> normal, List<float[]> damaged) {
    public Described {
      normal = List.copyOf(normal);
      damaged = List.copyOf(damaged);
    }
  }

  /**
   * What was learned.
   *
   * @param score empty if there are too few images
   * @param normal what is expected of each normal image by a model without it
   * @param damaged what is expected of the damaged images
   */
  record Learned(Optional<ExpectedScore> score, double[] normal, double[] damaged) {
    /** Nothing depends on how images look. */
    static Learned none(int normal, int damaged) {
      return new Learned(Optional.empty(), new double[normal], new double[damaged]);
    }
  }

  private ExpectedScore(Content content, Standardization moments, float[] weights) {
    this.content = content;
    this.moments = moments;
    this.weights = weights;
  }

  /**
   * Learns.
   *
   * @param sums the weighted sum of the calibrated scores of each normal image
   */
  static Learned learn(Described described, double[] sums) {
    if (sums.length < FEWEST) {
      return Learned.none(sums.length, described.damaged().size());
    }
    Standardization moments = Standardization.of(described.normal());
    FoldedSums images =
        new FoldedSums(described.normal().stream().map(moments::apply).toList(), sums);
    double ridge = RIDGE * moments.numbers();
    double[] expected = images.products(own -> own.regression(ridge));
    Content content =
        new Content(
            described.evidence(),
            Quantiles.percentiles().index(EXTREME).compute(expected),
            Quantiles.percentiles().index(100 - EXTREME).compute(expected));
    ExpectedScore learned =
        new ExpectedScore(
            content,
            moments,
            Floats.toArray(Doubles.asList(images.all().regression(ridge).toArray())));
    for (int i = 0; i < expected.length; i++) {
      expected[i] = learned.limited(expected[i]);
    }
    return new Learned(
        Optional.of(learned),
        expected,
        described.damaged().stream().mapToDouble(learned::of).toArray());
  }

  /**
   * From its parts.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static ExpectedScore of(Content content, Tensors tensors) {
    float[] center = tensors.floats(CENTER, ANY);
    return new ExpectedScore(
        content,
        new Standardization(center, tensors.floats(SCALE, center.length)),
        tensors.floats(WEIGHTS, center.length));
  }

  public Content content() {
    return content;
  }

  public Tensors tensors() {
    return Tensors.builder()
        .floats(CENTER, moments.center())
        .floats(SCALE, moments.scale())
        .floats(WEIGHTS, weights)
        .build();
  }

  /** How many moments it needs. */
  public int moments() {
    return moments.numbers();
  }

  /** What is expected of an image, as a weighted sum of calibrated scores. */
  public double of(float[] own) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * moments.apply(own, i);
    }
    return limited(sum);
  }

  private double limited(double sum) {
    return Math.max(content.lowest(), Math.min(content.highest(), sum));
  }
}
