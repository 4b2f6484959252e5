package io.github.anomaly4j.eval;

/** What may be wrong with an image or its mask, though both can be read. */
enum FileProblem {
  LEARNED(
      "of %d images scored, %d are among those that were learned, pixel by pixel, so their"
          + " scores say nothing of new ones: %s"),
  MARKED_NORMAL(
      "of %d images scored, %d are labeled normal though their masks mark a defect: %s; correct"
          + " the label or the mask"),
  EMPTY_MASK(
      "of %d defective images, %d have a mask that marks nothing, and are left out of the pixel"
          + " figures: %s"),
  LARGE_MASK(
      "of %d defective images, %d have a mask that marks more than half of the image: %s; white"
          + " is defective and black is not: are they inverted?"),
  NUMBERED_MASK(
      "of %d defective images, %d have masks of small numbers in place of white; all that is not"
          + " 0 counts as defective: %s");

  private final String text;

  FileProblem(String text) {
    this.text = text;
  }

  /** A warning, with places for how many files there are, how many are concerned, and examples. */
  String text() {
    return text;
  }
}
