package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What became of one image.
 *
 * @param detection null if it failed
 * @param error null if it did not
 */
record ImageScore(@Nullable Detection detection, @Nullable String error, double milliseconds) {

  /**
   * Scores an image on the calling thread.
   *
   * @param path of the image, or its name if its content is given
   * @param content null for a file that is to be read
   * @param category null if it is to be found
   * @throws RuntimeException if the failure is not to become a row, as {@link Attempt#check} says
   */
  static ImageScore of(
      AnomalyDetector detector,
      Model model,
      @Nullable String path,
      byte @Nullable [] content,
      @Nullable String category,
      Attempt attempt) {
    long began = System.nanoTime();
    try {
      ImageDetector own = category == null ? detector : detector.forCategory(category);
      Detection detection = own.detect(read(detector, model, path, content));
      return new ImageScore(detection, null, since(began));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      attempt.check(e, path == null ? "an image" : path);
      return failed(e, since(began));
    }
  }

  static ImageScore failed(String error) {
    return new ImageScore(null, error, 0);
  }

  private static ImageScore failed(Throwable e, double milliseconds) {
    String message = e.getMessage();
    // Messages of our own and of files are sentences; others need their type.
    boolean speaks = message != null && e instanceof IOException;
    return new ImageScore(null, speaks ? message : e.toString(), milliseconds);
  }

  private static Image read(
      AnomalyDetector detector, Model model, @Nullable String path, byte @Nullable [] content)
      throws IOException {
    if (content != null) {
      return detector.reader().read(content, path == null ? "image" : path);
    }
    if (path == null) {
      throw new ImageException(
          "a row",
          "the path is null, and there is no content",
          "either of them",
          "leave such rows out");
    }
    try (InputStream in = HadoopFiles.open(path, model.hadoop())) {
      return detector.reader().read(in, path);
    }
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
