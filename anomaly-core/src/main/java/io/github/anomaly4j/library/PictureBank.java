package io.github.anomaly4j.library;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Floats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One vector of features per normal picture, as {@link PictureVector} makes it. A picture with
 * vector f is the more abnormal the higher its smallest mean squared error, the minimum over the
 * bank's vectors v of |f - v|² / n in n dimensions: the nearest neighbour as a one-class classifier
 * (Tax and Duin 1998), in the network's features. Unlike {@link PictureLibrary} it weighs all
 * features alike and takes the one nearest picture at its word. Immutable, thread safe.
 */
public final class PictureBank {
  private static final String VECTORS = "vectors";
  private static final String CHANNELS = "channels";

  private final float[] vectors;
  private final int channels;

  private PictureBank(float[] vectors, int channels) {
    this.vectors = vectors;
    this.channels = channels;
  }

  /**
   * A bank of some vectors.
   *
   * @param vectors at least one, of the same length; copied
   * @throws IllegalArgumentException if there is none, or their lengths differ
   */
  public static PictureBank of(List<float[]> vectors) {
    checkArgument(
        !vectors.isEmpty() && vectors.get(0).length > 0, "a bank needs at least one vector");
    return new PictureBank(new float[0], vectors.get(0).length).extended(vectors);
  }

  /**
   * A bank from its {@link #tensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static PictureBank of(Map<String, float[]> tensors) {
    float[] vectors = tensors.get(VECTORS);
    float[] channels = tensors.get(CHANNELS);
    checkArgument(vectors != null, "a picture bank without %s", VECTORS);
    checkArgument(channels != null, "a picture bank without %s", CHANNELS);
    checkArgument(
        channels.length == 1
            && channels[0] >= 1
            && channels[0] == (int) channels[0]
            && vectors.length > 0
            && vectors.length % (int) channels[0] == 0,
        "a bank of %s values in vectors of %s",
        vectors.length,
        Arrays.toString(channels));
    return new PictureBank(vectors, (int) channels[0]);
  }

  /** What {@link #of(Map)} makes the same bank from. The arrays must not be changed. */
  public Map<String, float[]> tensors() {
    return ImmutableMap.of(VECTORS, vectors, CHANNELS, new float[] {channels});
  }

  /**
   * This bank with more pictures in it; this one stays as it is.
   *
   * @param more vectors of as many channels; copied
   * @throws IllegalArgumentException if one is of another length
   */
  public PictureBank extended(List<float[]> more) {
    more.forEach(this::checkLength);
    return new PictureBank(
        Floats.concat(Stream.concat(Stream.of(vectors), more.stream()).toArray(float[][]::new)),
        channels);
  }

  /**
   * The smallest mean squared error of a vector to any of the bank's.
   *
   * @return 0 for a vector of the bank itself
   * @throws IllegalArgumentException if it is of another length
   */
  public double score(float[] vector) {
    checkLength(vector);
    double lowest = Double.POSITIVE_INFINITY;
    for (int start = 0; start < vectors.length; start += channels) {
      double squares = 0;
      for (int c = 0; c < channels && squares < lowest; c++) {
        double difference = (double) vector[c] - vectors[start + c];
        squares += difference * difference;
      }
      lowest = Math.min(lowest, squares);
    }
    return lowest / channels;
  }

  /** How many pictures it holds. */
  public int size() {
    return vectors.length / channels;
  }

  /** How many features a vector has. */
  public int channels() {
    return channels;
  }

  private void checkLength(float[] vector) {
    checkArgument(
        vector.length == channels,
        "a vector of %s features for a bank of %s",
        vector.length,
        channels);
  }
}
