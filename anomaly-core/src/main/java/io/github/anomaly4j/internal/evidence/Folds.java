package io.github.anomaly4j.internal.evidence;

/**
 * Training images in folds; each fold is scored by models of the other folds. The fewer images a
 * fold has, the nearer are its scores to those of new images, which are scored by models of all.
 */
final class Folds {
  static final int COUNT = 16;

  /** The fold of no image. */
  static final int NONE = -1;

  private Folds() {}

  /** The fold of an image, by its index. */
  static int of(int image) {
    return image % COUNT;
  }
}
