package io.github.anomaly4j.reference;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.Image;

/**
 * An image of a defect-free part and its reference image, to learn from.
 *
 * @param image what the camera sees
 * @param reference what it should see, of the same size
 */
public record ReferencePair(Image image, Image reference) {
  /** Refuses null. */
  public ReferencePair {
    requireNonNull(image, "image");
    requireNonNull(reference, "reference");
  }
}
