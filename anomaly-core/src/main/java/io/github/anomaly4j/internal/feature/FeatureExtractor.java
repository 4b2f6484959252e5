package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.UNet;
import java.util.Arrays;
import java.util.List;

/**
 * Turns an image into patch features: the seam between images and the feature library.
 * Implementations are immutable and thread safe, and give the same bits for the same image.
 */
public interface FeatureExtractor {
  /** Side of a patch in pixels; frames are a multiple of it. */
  int STRIDE = 8;

  /** The features that tell where a defect is, rather than whether there is one. */
  static FeatureExtractor details() {
    return new DetailFeatures();
  }

  /** The activations that {@link #extract} reads from the network's pass, by name; may be none. */
  List<String> networkFeatures();

  /** How many features a patch has. */
  int channels();

  /** What each feature counts for beside the others; positive. */
  default float[] weights() {
    float[] alike = new float[channels()];
    Arrays.fill(alike, 1);
    return alike;
  }

  /**
   * Whether each feature is taken over its own standard deviation in the category, and not all over
   * a common one: so where features' sizes tell nothing, but not for those of a network that was
   * trained to tell things apart.
   */
  default boolean standardized() {
    return true;
  }

  /** Principal components kept: the rest is mostly noise, and the search costs by the component. */
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
