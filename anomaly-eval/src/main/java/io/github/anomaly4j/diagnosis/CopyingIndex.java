package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import java.util.OptionalDouble;

/**
 * How much of a pasted defect survives in a reconstruction: 0 where the network restored the clean
 * picture, 1 where it copied the defect. A network that copies whatever it sees finds no defect by
 * its reconstruction error.
 *
 * <p>With clean values c, damaged d, reconstructed r and weights m of the mask, it is
 *
 * <pre>  sum m (r - c)(d - c) / sum m (d - c)^2</pre>
 *
 * over all pixels and channels: the factor a of the least squares fit of r by c + a (d - c) where
 * the mask is, that is, the share of the damage in the best blend of both. It is not bounded: below
 * 0 the network answers with the opposite of the damage, above 1 it makes the damage stronger.
 * Errors that have nothing to do with the damage, such as blur or noise, do not count on average.
 */
public final class CopyingIndex {
  private CopyingIndex() {}

  /**
   * The index of one picture.
   *
   * @return empty if the damage changed nothing where the mask is above 0
   * @throws IllegalArgumentException if the sizes differ
   */
  public static OptionalDouble of(
      Picture clean, Picture damaged, Mask mask, Picture reconstruction) {
    int width = clean.width();
    int height = clean.height();
    if (differs(damaged, width, height)
        || differs(reconstruction, width, height)
        || mask.width() != width
        || mask.height() != height) {
      throw new IllegalArgumentException(
          "Sizes differ: clean %s, damaged %s, mask %s, reconstruction %s"
              .formatted(clean, damaged, mask, reconstruction));
    }
    return of(clean.toArray(), damaged.toArray(), mask.toArray(), reconstruction.toArray());
  }

  private static boolean differs(Picture picture, int width, int height) {
    return picture.width() != width || picture.height() != height;
  }

  /**
   * The index of planar values of any number of channels and any range.
   *
   * @param clean {@code [channels][height][width]}
   * @param damaged as {@code clean}
   * @param mask weights of at least 0, {@code [height][width]}
   * @param reconstruction as {@code clean}
   * @return empty if the damage changed nothing where the mask is above 0
   * @throws IllegalArgumentException if the lengths do not fit
   */
  public static OptionalDouble of(
      float[] clean, float[] damaged, float[] mask, float[] reconstruction) {
    if (damaged.length != clean.length
        || reconstruction.length != clean.length
        || mask.length == 0
        || clean.length % mask.length != 0) {
      throw new IllegalArgumentException(
          "Lengths do not fit: clean %d, damaged %d, mask %d, reconstruction %d"
              .formatted(clean.length, damaged.length, mask.length, reconstruction.length));
    }
    double survived = 0;
    double pasted = 0;
    for (int i = 0; i < clean.length; i++) {
      double damage = (double) damaged[i] - clean[i];
      double weighted = mask[i % mask.length] * damage;
      survived += weighted * ((double) reconstruction[i] - clean[i]);
      pasted += weighted * damage;
    }
    return pasted > 0 ? OptionalDouble.of(survived / pasted) : OptionalDouble.empty();
  }
}
