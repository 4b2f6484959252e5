package io.github.anomaly4j.library;

import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.unet.UNet;
import java.util.List;

/**
 * Turns a picture into patch features: the seam between pictures and the feature library.
 * Implementations are immutable and thread safe, and give the same bits for the same picture.
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

  /** What each feature counts for beside the others; positive. */
  float[] weights();

  /** How far apart patches are taken to be. */
  enum Metric {
    /**
     * By features that are each over its standard deviation in the category, and by how far normal
     * patches of their kind are from each other: for features whose sizes tell nothing.
     */
    RELATIVE,
    /**
     * By the features as they are: for those of a network that was trained to tell things apart.
     */
    ABSOLUTE
  }

  /** How libraries measure. */
  default Metric metric() {
    return Metric.RELATIVE;
  }

  /**
   * The patch features of a picture.
   *
   * @param framed the picture
   * @param pass what the network made of it, with {@link #networkFeatures()}
   */
  PatchFeatures extract(Framed framed, UNet.Output pass);
}
