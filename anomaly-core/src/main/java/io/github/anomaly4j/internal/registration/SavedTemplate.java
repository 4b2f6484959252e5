package io.github.anomaly4j.internal.registration;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.internal.artifact.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON part of a file says of a template, whose values are a tensor.
 *
 * @param leastSeen null in files of before it was saved
 */
public record SavedTemplate(
    int width, int height, SearchRange range, double leastSimilarity, @Nullable Double leastSeen) {
  private static final String NAME = "template";

  public static SavedTemplate of(PartTemplate template) {
    return new SavedTemplate(
        template.mean().width(),
        template.mean().height(),
        template.range(),
        template.leastSimilarity(),
        template.leastSeen());
  }

  /** Adds the values of a template to the tensors of its category. */
  public static void put(PartTemplate template, Tensors.Builder tensors) {
    tensors.floats(NAME, template.mean().values());
  }

  /** Whether the values of a template are among the tensors of a category. */
  public static boolean isIn(Tensors tensors) {
    return tensors.has(NAME);
  }

  /** The template, from the tensors of its category. */
  public PartTemplate template(Tensors tensors) {
    return new PartTemplate(
        new Plane(width, height, tensors.floats(NAME, height, width)),
        requireNonNull(range, "a template without a range"),
        leastSimilarity,
        leastSeen == null ? 1 : leastSeen);
  }
}
