package io.github.anomaly4j.sweep;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * How to sweep. Immutable; the {@code with} methods give changed copies.
 *
 * @param every n, to measure every n-th epoch and always the last; 1 or more. Default: 1
 * @param images how many images of a category are scored at most, 1 or more. Default: 6
 * @param normals how many normal training images of a category each network looks at first, at
 *     most; 0 for none, and then for no evidence that compares with them. Default: 8
 * @param progress a listener. Default: none
 */
public record SweepOptions(int every, int images, int normals, SweepProgress progress) {

  public SweepOptions {
    checkArgument(every >= 1, "every must be 1 or more, was %s", every);
    checkArgument(images >= 1, "images must be 1 or more, was %s", images);
    checkArgument(normals >= 0, "normals must be 0 or more, was %s", normals);
    requireNonNull(progress, "progress");
  }

  /** The defaults that are listed above. */
  public static SweepOptions defaults() {
    return new SweepOptions(1, 6, 8, SweepProgress.none());
  }

  /**
   * Every n-th epoch, and always the last.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public SweepOptions withEvery(int epochs) {
    return new SweepOptions(epochs, images, normals, progress);
  }

  /**
   * How many images of a category are scored at most.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public SweepOptions withImages(int perCategory) {
    return new SweepOptions(every, perCategory, normals, progress);
  }

  /**
   * How many normal training images of a category each network looks at, at most.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public SweepOptions withNormals(int perCategory) {
    return new SweepOptions(every, images, perCategory, progress);
  }

  /** Another listener. */
  public SweepOptions withProgress(SweepProgress listener) {
    return new SweepOptions(every, images, normals, listener);
  }
}
