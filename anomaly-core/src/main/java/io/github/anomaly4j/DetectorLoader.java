package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.detector.BackbonePermission;
import io.github.anomaly4j.internal.detector.DetectorFile;
import io.github.anomaly4j.internal.detector.Loading;
import io.github.anomaly4j.spi.BackboneSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How a saved detector is loaded, and whether the backbone that it was trained with may be run.
 * Immutable: every method returns a new loader.
 *
 * <p>A detector's own numbers are data, which may come from anybody; so are the weights of the
 * library's own backbone. Any other backbone is a program for ONNX Runtime or DL4J, which the file
 * holds or names, and it is never run without permission: a detector that needs one is refused
 * unless one of these methods allows it:
 *
 * <ul>
 *   <li>{@link #trustBackbone}: any backbone of the file, since you know who made the file
 *   <li>{@link #backboneSha256}: only the backbone with this SHA-256
 *   <li>{@link #backboneFolder}: models in a folder of yours
 *   <li>{@link #backbone}: one that you open yourself
 * </ul>
 *
 * <pre>{@code
 * AnomalyDetector detector = AnomalyDetector.loader().trustBackbone().load(Path.of("parts.anomaly"));
 * }</pre>
 */
public final class DetectorLoader {
  static final DetectorLoader DEFAULT =
      new DetectorLoader(
          new BackbonePermission(false, Optional.empty(), Optional.empty(), Optional.empty()),
          false,
          DecodeLimits.defaults());

  private final BackbonePermission permission;
  private final boolean largeBanks;
  private final DecodeLimits limits;

  private DetectorLoader(BackbonePermission permission, boolean largeBanks, DecodeLimits limits) {
    this.permission = permission;
    this.largeBanks = largeBanks;
    this.limits = limits;
  }

  /** Limits of the image files that the detector reads; see its {@code reader()}. */
  public DetectorLoader decodeLimits(DecodeLimits newLimits) {
    return new DetectorLoader(permission, largeBanks, requireNonNull(newLimits, "limits"));
  }

  /**
   * Runs the backbone that the file holds, or the one that it names, from the same folder. Use this
   * only for files whose author you know, and that nobody else can write to.
   */
  public DetectorLoader trustBackbone() {
    return new DetectorLoader(
        new BackbonePermission(true, permission.sha256(), permission.folder(), permission.given()),
        largeBanks,
        limits);
  }

  /**
   * Runs the backbone that the file holds or names if it has this SHA-256, and refuses any other.
   *
   * @param sha256 of the backbone's own file, 64 hexadecimal digits
   * @throws IllegalArgumentException if it is none
   */
  public DetectorLoader backboneSha256(String sha256) {
    String digits = sha256.toLowerCase(Locale.ROOT);
    checkArgument(
        digits.matches("[0-9a-f]{64}"), "a SHA-256 of 64 hexadecimal digits is not %s", sha256);
    return new DetectorLoader(
        new BackbonePermission(
            permission.trusted(), Optional.of(digits), permission.folder(), permission.given()),
        largeBanks,
        limits);
  }

  /**
   * Looks for a backbone that the detector names in this folder, not in that of the detector's
   * file, and runs it if its name, length and SHA-256 are the saved ones. This does not permit a
   * backbone that the detector's file holds.
   */
  public DetectorLoader backboneFolder(Path folder) {
    return new DetectorLoader(
        new BackbonePermission(
            permission.trusted(),
            permission.sha256(),
            Optional.of(requireNonNull(folder, "folder")),
            permission.given()),
        largeBanks,
        limits);
  }

  /**
   * Opens this backbone instead of one that the file holds or names.
   *
   * @param backbone of the same model file, by its SHA-256, and with the same settings; other
   *     session options are allowed
   */
  public DetectorLoader backbone(BackboneSource backbone) {
    return new DetectorLoader(
        new BackbonePermission(
            permission.trusted(),
            permission.sha256(),
            permission.folder(),
            Optional.of(requireNonNull(backbone, "backbone"))),
        largeBanks,
        limits);
  }

  /**
   * Also loads memory banks of more than 200,000 patches with 17 or more dimensions, which takes up
   * to a minute for every 200,000 patches, because a graph for searching them is built.
   */
  public DetectorLoader largeMemoryBanks() {
    return new DetectorLoader(permission, true, limits);
  }

  /**
   * Loads a detector that {@link AnomalyDetector#save} wrote.
   *
   * @throws ModelFileException if the file is not one, is truncated, altered or of a newer release,
   *     needs a backbone that is not permitted or not found, or was trained with another backbone
   *     or with none
   * @throws IOException if it cannot be read
   */
  public AnomalyDetector load(Path file) throws IOException {
    return new AnomalyDetector(
        DetectorFile.load(file, new Loading(permission, largeBanks, limits)));
  }

  /**
   * Loads a detector from a stream, which is read to its end and stays open: a resource of the
   * class path, an entry of an archive, a value of a database. The checks are those of a file, and
   * memory is allocated as bytes arrive. A backbone that the detector names and does not hold is
   * looked for only in the {@link #backboneFolder}.
   *
   * @param name the name in messages
   * @throws ModelFileException as {@link #load(Path)} does
   * @throws IOException if the stream fails
   */
  public AnomalyDetector load(InputStream in, String name) throws IOException {
    return new AnomalyDetector(
        DetectorFile.load(
            in, requireNonNull(name, "name"), new Loading(permission, largeBanks, limits)));
  }
}
