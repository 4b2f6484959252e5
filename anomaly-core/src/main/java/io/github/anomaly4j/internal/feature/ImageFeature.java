package io.github.anomaly4j.internal.feature;

/**
 * A value that is computed from an image. Implementations are immutable and thread safe; equal ones
 * compute the same value, to the bit.
 *
 * @param <T> the type of the value, which is never {@code null}
 */
@FunctionalInterface
public interface ImageFeature<T> {
  /**
   * Computes the value.
   *
   * @param image the image and its other features, from which a feature that needs another one gets
   *     it
   */
  T of(ImageFeatures image);
}
