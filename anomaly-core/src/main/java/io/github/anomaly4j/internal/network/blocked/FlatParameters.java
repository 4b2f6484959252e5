package io.github.anomaly4j.internal.network.blocked;

import org.bytedeco.javacpp.FloatPointer;

/**
 * The parameters of a network and their gradient in native memory.
 *
 * @param values all parameters
 * @param gradients in the same order; those of running statistics stay 0
 * @param places where the parameters of a layer begin
 */
public record FlatParameters(FloatPointer values, FloatPointer gradients, Places places) {

  /** Where the parameters of a layer begin. */
  @FunctionalInterface
  public interface Places {
    /** The index of a layer's first value of a kind. */
    long of(String layer, String kind);
  }

  FloatPointer value(String layer, String kind) {
    return values.getPointer(places.of(layer, kind));
  }

  FloatPointer gradient(String layer, String kind) {
    return gradients.getPointer(places.of(layer, kind));
  }
}
