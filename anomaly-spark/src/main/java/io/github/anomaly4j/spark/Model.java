package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.ModelFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Which model a task needs: all that travels to the executors.
 *
 * @param sha256 of its file; empty if any is taken
 * @param backboneSha256 of a third-party backbone that may be run; empty for none
 * @param hadoop settings of the file systems, which may hold passwords
 */
record Model(
    String uri,
    String sha256,
    String backboneSha256,
    boolean largeBanks,
    Map<String, String> hadoop)
    implements Serializable {

  /** Reads the model and gives it back by its SHA-256. */
  Model checked() throws IOException {
    MessageDigest digest = digest();
    read(digest).close();
    return new Model(uri, digits(digest), backboneSha256, largeBanks, hadoop);
  }

  /**
   * Reads the detector.
   *
   * @throws ModelFileException if it has another SHA-256, or is refused
   * @throws IOException if it cannot be read; the message names it
   */
  AnomalyDetector read() throws IOException {
    return read(digest());
  }

  private AnomalyDetector read(MessageDigest digest) throws IOException {
    AnomalyDetector detector;
    try (InputStream in =
        new DigestInputStream(
            new BufferedInputStream(HadoopFiles.open(uri, hadoop), 1 << 16), digest)) {
      try {
        detector = loader().load(in, uri);
      } catch (ModelFileException e) {
        // A file that was replaced is more to the point than what is wrong with the other one.
        in.transferTo(OutputStream.nullOutputStream());
        require(digest);
        throw e;
      }
      in.transferTo(OutputStream.nullOutputStream());
    } catch (ModelFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "the model %s cannot be read (%s); give the URI of a detector's file that the driver and every executor can read"
              .formatted(uri, e),
          e);
    }
    try {
      require(digest);
    } catch (ModelFileException e) {
      detector.close();
      throw e;
    }
    return detector;
  }

  private void require(MessageDigest digest) throws ModelFileException {
    String found = digits(digest);
    if (!sha256.isEmpty() && !sha256.equals(found)) {
      throw new ModelFileException(
          uri,
          "the model has the SHA-256 %s, expected %s: it was replaced or is another one; put it back or start the job again with the new one"
              .formatted(found, sha256));
    }
  }

  private DetectorLoader loader() {
    DetectorLoader loader = AnomalyDetector.loader();
    if (!backboneSha256.isEmpty()) {
      loader = loader.backboneSha256(backboneSha256);
    }
    return largeBanks ? loader.largeMemoryBanks() : loader;
  }

  /** Of a copy, because reading a digest resets it. */
  private static String digits(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("those of the JDK can be copied", e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has it", e);
    }
  }

  /** The settings of the file systems stay out of logs. */
  @Override
  public String toString() {
    return "Model[" + uri + ", SHA-256 " + sha256 + "]";
  }
}
