package io.github.anomaly4j.library;

import java.util.Optional;

/**
 * Opens the backbones of saved detectors; found by {@link java.util.ServiceLoader}, so that a
 * detector loads wherever the artifact that its backbone needs is on the class path.
 */
public interface BackboneProvider {
  /** The {@link BackboneFile#kind()} that it opens. */
  String kind();

  /**
   * Where a saved backbone comes from.
   *
   * @param file what was saved of it
   * @param embedded the model itself, if it was saved too; else it is read from the file's path
   */
  BackboneSource source(BackboneFile file, Optional<byte[]> embedded);
}
