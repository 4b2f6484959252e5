package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.UNet;
import java.util.Arrays;
import java.util.List;

/**
 * Turns an image into patch features, which memory banks are made from. Implementations are
 * immutable and thread safe, and give the same bits for the same image.
 */
public interface FeatureExtractor {
  /** Side of a patch in pixels; frames are a multiple of it. */
  int STRIDE = 8;

  /** The features that show where a defect is, rather than whether there is one. */
  static FeatureExtractor details() {
    return new DetailFeatures();
  }

  /** The activations that {@link #extract} reads from the network's pass, by name; may be none. */
  List<String> networkFeatures();

  /** How many features a patch has. */
  int channels();

  /** The weight of each feature relative to the others; positive. */
  default float[] weights() {
    float[] alike = new float[channels()];
    Arrays.fill(alike, 1);
    return alike;
  }

  /**
   * Whether each feature is divided by its own standard deviation in the category; otherwise all
   * are divided by a common one. True if the sizes of the features have no meaning; false for
   * features of a network that was trained to classify.
   */
  default boolean standardized() {
    return true;
  }

  /**
   * How many principal components are kept: the rest is mostly noise, and the time of a search
   * grows with their number.
   */
  default int components() {
    return 64;
  }

  /**
   * The patch features of an image.
   *
   * @param framed the image
   * @param pass what the network made of it, with {@link #networkFeatures()}
   */
  PatchFeatures extract(Framed framed, UNet.Output pass);
}
