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
 * How a saved detector is to be loaded: above all, whether the backbone that it was trained with
 * may be run. Immutable: every method gives another one.
 *
 * <p>A detector's own numbers are data, whoever wrote the file. A backbone is a program for ONNX
 * Runtime or DL4J, which the file holds or names, and nothing runs it without leave: a detector
 * that needs one is refused unless one of the methods here allows it. Each is enough:
 *
 * <ul>
 *   <li>{@link #trustBackbone}: whatever backbone the file brings, since you know who made the file
 *   <li>{@link #backboneSha256}: that one alone
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

  /** How large the image files may be that the detector reads; see its {@code reader()}. */
  public DetectorLoader decodeLimits(DecodeLimits newLimits) {
    return new DetectorLoader(permission, largeBanks, requireNonNull(newLimits, "limits"));
  }

  /**
   * Runs the backbone that the file holds, or the one that it names where that lies beside it. Only
   * for files of which you know who made them, and that nobody else could write to.
   */
  public DetectorLoader trustBackbone() {
    return new DetectorLoader(
        new BackbonePermission(true, permission.sha256(), permission.folder(), permission.given()),
        largeBanks,
        limits);
  }

  /**
   * Runs the backbone that the file holds or names if it is this one, and refuses any other.
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
   * Looks in this folder, and not beside the detector's file, for a backbone that the detector
   * names, and runs it: a file of the name, the length and the SHA-256 that were saved. It is no
   * leave to run one that the detector's file holds.
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
   * Opens this backbone in place of any that the file holds or names.
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
   * Loads libraries of more than 200,000 patches of 17 or more dimensions too, which takes up to a
   * minute for every 200,000: they are searched by a graph, which is built anew.
   */
  public DetectorLoader largeMemoryBanks() {
    return new DetectorLoader(permission, true, limits);
  }

  /**
   * Loads a detector that {@link AnomalyDetector#save} wrote.
   *
   * @throws ModelFileException if the file is not one, is truncated, altered or of a newer release,
   *     needs a backbone that it may not run or that is not to be found, or is for another backbone
   *     or none
   * @throws IOException if it cannot be read
   */
  public AnomalyDetector load(Path file) throws IOException {
    return new AnomalyDetector(
        DetectorFile.load(file, new Loading(permission, largeBanks, limits)));
  }

  /**
   * Loads a detector from what a stream gives to its end, and leaves the stream open: a resource of
   * the class path, an entry of an archive, a value of a database. The checks are those of a file,
   * and memory is set aside as the bytes arrive. A backbone that the detector names and does not
   * hold is looked for in the {@link #backboneFolder} alone.
   *
   * @param name what messages call it
   * @throws ModelFileException as {@link #load(Path)} does
   * @throws IOException if the stream fails
   */
  public AnomalyDetector load(InputStream in, String name) throws IOException {
    return new AnomalyDetector(
        DetectorFile.load(
            in, requireNonNull(name, "name"), new Loading(permission, largeBanks, limits)));
  }
}
