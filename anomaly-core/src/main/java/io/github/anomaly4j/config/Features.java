package io.github.anomaly4j.config;

/** What turns an image into patch features. */
public enum Features {
  /**
   * A scattering transform, which needs no training: moduli of wavelets in two layers (Bruna and
   * Mallat, 2013), and color.
   */
  SCATTERING,
  /** What the network's encoder has learned; needs a network of depth 2 at least. */
  ENCODER,
  /** Both, side by side and with the same weight. */
  BOTH
}
