package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Why a detection may not mean what it seems to. Nothing is refused by it and no score is changed.
 *
 * @param kind for programs; later releases add kinds
 * @param message one sentence or two for people: what was found, what was expected, what to do;
 *     without the image's name
 */
public record Warning(Kind kind, String message) {

  /** Refuses what says nothing. */
  public Warning {
    checkArgument(kind != null, "a warning of no kind: %s", message);
    checkArgument(!message.isBlank(), "a warning %s without a message", kind);
  }

  /** What is warned of. */
  public enum Kind {
    /** The image has no contrast, or next to none: a covered lens, or no light. */
    BLANK,
    /** The image counts as normal, but there are places on its map that mark a defect. */
    MAP_ABOVE_NORMAL,
    /** The image counts as anomalous, but no place on its map marks a defect. */
    MAP_CLEAR_ANOMALOUS,
    /** An image has numbers outside the range that they are taken from, or another range. */
    RANGE,
    /** The image has another bit depth than those that its category was learned from. */
    DEPTH,
    /** It was compressed otherwise than those that its category was learned from. */
    COMPRESSION,
    /** It has another size than those that its category was learned from. */
    SIZE,
    /** It is gray and those that its category was learned from are not, or the other way round. */
    COLOR,
    /** It is shrunk more than eightfold before it is scored: small defects cannot show. */
    SHRUNK
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
