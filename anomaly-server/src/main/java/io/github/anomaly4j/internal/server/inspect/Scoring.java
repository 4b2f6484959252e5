package io.github.anomaly4j.internal.server.inspect;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.server.model.Models;
import org.jspecify.annotations.Nullable;

/** Scores the bytes of image files by the model in use. Thread safe. */
public final class Scoring {
  private final Models models;
  private final StationMetrics metrics;

  /** Scores by these models and counts there. */
  public Scoring(Models models, StationMetrics metrics) {
    this.models = models;
    this.metrics = metrics;
  }

  /**
   * A finding and how it looks.
   *
   * @param heatmap a JPEG file
   */
  public record Scored(Finding finding, byte[] heatmap) {}

  /**
   * Scores an image on the calling thread.
   *
   * @param product which one it shows; {@code null} if that is to be found
   * @throws UnknownProductNameException if the model does not know the product
   * @throws ImageException if the bytes are no image or beyond the limits
   */
  public Scored score(byte[] image, @Nullable String product)
      throws UnknownProductNameException, ImageException {
    try {
      return models.use(
          (detector, version) -> {
            long began = System.nanoTime();
            Detection detection = detect(detector, image, product);
            double milliseconds = (System.nanoTime() - began) / 1e6;
            metrics.scored(detection, detector, version.number(), milliseconds);
            return new Scored(
                Finding.of(detection, version.number(), milliseconds), HeatMap.jpeg(detection));
          });
    } catch (ImageException e) {
      metrics.refused();
      throw e;
    } catch (UnknownProductNameException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Detection detect(AnomalyDetector detector, byte[] bytes, @Nullable String product)
      throws UnknownProductNameException, ImageException {
    ImageDetector own = detector;
    if (product != null) {
      if (!detector.categories().contains(product)) {
        throw new UnknownProductNameException(detector.categories());
      }
      own = detector.forCategory(product);
    }
    Image image = own.reader().read(bytes, "image");
    return own.detect(image);
  }
}
