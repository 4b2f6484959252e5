package io.github.anomaly4j.spi;

/**
 * Opens the backbones of saved detectors; found by {@link java.util.ServiceLoader}, so that a
 * detector loads wherever the artifact that its backbone needs is on the class path.
 */
public interface BackboneProvider {
  /** The {@link BackboneFile#kind()} that it opens. */
  String kind();

  /**
   * A saved backbone from its model, which is the saved one, by its checksum.
   *
   * @param file what was saved of it
   * @param model the model itself; not changed
   * @param embedded whether a detector that is saved with it holds the model
   * @throws IllegalArgumentException if the saved settings are none
   */
  BackboneSource source(BackboneFile file, byte[] model, boolean embedded);
}
