package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageReader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How images are read. */
public final class DecodingOptions {
  @Mixin private DecodeLimitOptions limits;

  @Option(
      names = "--stored-orientation",
      description =
          "Take pixels as they are stored, though the file says how they are to be turned (EXIF). By"
              + " default they are turned as viewers show them, and so are heat maps; a model that"
              + " was trained with this option needs it no more.")
  private boolean stored;

  /** The limits that were given, and else the library's. */
  public DecodeLimits limits() {
    return limits.limits();
  }

  /** The reader itself, or one that takes pixels as they are stored if that option was given. */
  public ImageReader turned(ImageReader reader) {
    return stored ? reader.orientation(false) : reader;
  }

  public void apply(AnomalyDetectorBuilder builder) {
    builder.decodeLimits(limits());
    if (stored) {
      builder.storedOrientation();
    }
  }
}
