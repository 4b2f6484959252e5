package io.github.anomaly4j.internal.feature;

/**
 * Something that is computed from an image. Implementations are immutable and thread safe; two that
 * are equal compute the same, to the bit.
 *
 * @param <T> what is computed, never {@code null}
 */
@FunctionalInterface
public interface ImageFeature<T> {
  /**
   * Computes it.
   *
   * @param image what else is computed from the image: a feature that needs another one asks here
   */
  T of(ImageFeatures image);
}
