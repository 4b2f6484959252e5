package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A reason why a detection may be misleading. A warning changes neither score nor verdict.
 *
 * @param kind for programs; later releases may add kinds
 * @param message one or two sentences for people: what was found, what was expected, what to do;
 *     without the image's name
 */
public record Warning(Kind kind, String message) {

  /** Refuses a blank kind or message. */
  public Warning {
    checkArgument(kind != null, "a warning of no kind: %s", message);
    checkArgument(!message.isBlank(), "a warning %s without a message", kind);
  }

  /** The subject of a warning. */
  public enum Kind {
    /** The image has almost no contrast: a covered lens, or no light. */
    BLANK,
    /** The image counts as normal, but there are places on its map that mark a defect. */
    MAP_ABOVE_NORMAL,
    /** The image counts as anomalous, but no place on its map marks a defect. */
    MAP_CLEAR_ANOMALOUS,
    /**
     * The image has numbers outside the range in which it is read, or was read with another range.
     */
    RANGE,
    /** The image has another bit depth than the training images of its category. */
    DEPTH,
    /** The image has another compression than the training images of its category. */
    COMPRESSION,
    /** The image has another size than the training images of its category. */
    SIZE,
    /**
     * The image is gray and the training images of its category are colored, or the other way
     * round.
     */
    COLOR,
    /**
     * The image is shrunk more than fourfold before it is scored: small defects cannot be seen. The
     * message says how small, in pixels of the image.
     */
    SHRUNK,
    /** The part was not found where it should lie: it is missing, another one, or too far off. */
    MISPLACED,
    /**
     * A part was not inspected: the image does not show all of a registered part, or shows more
     * than its reference.
     */
    OUT_OF_VIEW
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
