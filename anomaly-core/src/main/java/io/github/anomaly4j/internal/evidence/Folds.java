package io.github.anomaly4j.internal.evidence;

/** Training images in folds, each of which is scored by models of the others. */
final class Folds {
  static final int COUNT = 4;

  /** The fold of no image. */
  static final int NONE = -1;

  private Folds() {}

  /** The fold of an image, by its number. */
  static int of(int image) {
    return image % COUNT;
  }
}
