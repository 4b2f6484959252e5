package io.github.anomaly4j.internal.feedback;

import static com.google.common.base.Preconditions.checkArgument;
import static io.github.anomaly4j.internal.artifact.Tensors.ANY;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.linalg.Standardization;
import java.util.List;

/**
 * What labeled defects have taught about a category: how its deviation is corrected, and the known
 * defects. An image is described by the moments of its patches, each in standard deviations of the
 * normal images. Immutable, thread safe.
 *
 * <p>The correction has two parts. What moments of normal images explain of their deviation, such
 * as unusual light or size, is taken off, by at most {@value #MOST} spreads. What the image has in
 * common with the labeled defects is added (the linear discriminant; Fisher 1936); it can only
 * raise.
 */
public final class Feedback {
  /** The most that a correction takes off, in spreads of the normal images. */
  public static final double MOST = 2;

  private static final String CENTER = "center";
  private static final String SCALE = "scale";
  private static final String USUAL = "usual";
  private static final String TOWARD = "toward defects";
  private static final String DEFECTS = "defects";

  private final Content content;
  private final Standardization moments;
  private final float[] usual;
  private final float[] toward;
  private final float[] defects;

  /**
   * The JSON part.
   *
   * @param evidence whose memory bank gives the space of the patches
   * @param location of what normal images have in common with the defects
   * @param spread of the same
   * @param weight of it; 0 if it does not count
   * @param kinds of the known defects
   */
  public record Content(
      Evidence evidence, double location, double spread, double weight, List<String> kinds) {
    public Content {
      requireNonNull(evidence, "feedback without its evidence");
      kinds = List.copyOf(kinds);
      checkArgument(
          Double.isFinite(location) && Double.isFinite(weight) && weight >= 0,
          "feedback at %s of weight %s",
          location,
          weight);
      checkArgument(spread > 0 && Double.isFinite(spread), "a spread of feedback of %s", spread);
    }
  }

  /**
   * @param moments of normal images
   * @param usual the weights of what normal images explain
   * @param toward the weights of what defects have in common
   * @param defects the known ones as unit vectors, {@code [kinds, moments]}
   */
  Feedback(
      Content content, Standardization moments, float[] usual, float[] toward, float[] defects) {
    this.content = content;
    this.moments = moments;
    this.usual = usual;
    this.toward = toward;
    this.defects = defects;
  }

  /**
   * From its parts.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static Feedback of(Content content, Tensors tensors) {
    float[] center = tensors.floats(CENTER, ANY);
    return new Feedback(
        content,
        new Standardization(center, tensors.floats(SCALE, center.length)),
        tensors.floats(USUAL, center.length),
        tensors.floats(TOWARD, center.length),
        tensors.floats(DEFECTS, content.kinds().size(), center.length));
  }

  /** Whether it changes the score of any image; if not, it only knows the defects. */
  public boolean corrects() {
    return content.weight() > 0 || Floats.max(usual) > 0 || Floats.min(usual) < 0;
  }

  public Content content() {
    return content;
  }

  public Tensors tensors() {
    return Tensors.builder()
        .floats(CENTER, moments.center())
        .floats(SCALE, moments.scale())
        .floats(USUAL, usual)
        .floats(TOWARD, toward)
        .floats(DEFECTS, defects)
        .build();
  }

  /** How many moments it needs. */
  public int moments() {
    return moments.numbers();
  }

  /** What is added to the deviation of an image. */
  public double correction(float[] image) {
    double explained = 0;
    double common = 0;
    for (int i = 0; i < usual.length; i++) {
      double own = moments.apply(image, i);
      explained += usual[i] * own;
      common += toward[i] * own;
    }
    return limited(explained) + content.weight() * raised(common, content);
  }

  static double limited(double explained) {
    return -Math.max(-MOST, Math.min(MOST, explained));
  }

  static double raised(double common, Content content) {
    return Math.max(0, (common - content.location()) / content.spread());
  }

  /**
   * The nearest known defect.
   *
   * @param distance one minus the cosine of the angle between how both differ from normal images: 0
   *     if they differ in the same way, 1 if in ways that have nothing in common
   * @param seen how many defects of this kind are known
   */
  public record Nearest(String kind, double distance, int seen) {}

  /** The known defect that differs from normal images most as this image does. */
  public Nearest nearest(float[] image) {
    float[] own = new float[moments.numbers()];
    for (int i = 0; i < own.length; i++) {
      own[i] = (float) moments.apply(image, i);
    }
    unit(own);
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int defect = 0; defect < content.kinds().size(); defect++) {
      double cosine = 0;
      for (int i = 0; i < own.length; i++) {
        cosine += own[i] * defects[defect * own.length + i];
      }
      if (cosine > highest) {
        highest = cosine;
        best = defect;
      }
    }
    String kind = content.kinds().get(best);
    return new Nearest(
        kind,
        Math.max(0, 1 - highest),
        (int) content.kinds().stream().filter(kind::equals).count());
  }

  /** Scales a vector to length 1. */
  static void unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float factor = (float) (1 / Math.sqrt(Math.max(1e-12, squares)));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
