package io.github.anomaly4j.config;

/** What turns an image into patch features. */
public enum Features {
  /**
   * A scattering transform, which needs no training: moduli of wavelets in two layers (Bruna and
   * Mallat, 2013), and color.
   */
  SCATTERING,
  /** The features of the network's encoder; needs a network of at least depth 2. */
  ENCODER,
  /** Both, concatenated with equal weight. */
  BOTH
}
