package io.github.anomaly4j.spi;

/**
 * Opens the backbones of saved detectors; found by {@link java.util.ServiceLoader}, so that a
 * detector can be loaded if the artifact for its backbone is on the class path.
 */
public interface BackboneProvider {
  /** The {@link BackboneFile#kind()} that it opens. */
  String kind();

  /**
   * A saved backbone from its model; the caller has compared the model's checksum with the saved
   * one.
   *
   * @param file what was saved about it
   * @param model the model itself; not changed
   * @param embedded whether a detector that is saved with it holds the model
   * @throws IllegalArgumentException if the saved settings are not valid
   */
  BackboneSource source(BackboneFile file, byte[] model, boolean embedded);
}
