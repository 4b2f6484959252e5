package io.github.anomaly4j.spring;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.DetectorReference;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.LargeImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The detector of the application, whichever is loaded at the moment: a bean that other beans can
 * keep while the model is replaced. Each call is answered by one model from its beginning to its
 * end, and counts in the metrics. Each result of {@code detectAll} is a call of its own.
 *
 * <p>Safe for concurrent use. It throws {@link IllegalStateException} when the application's
 * context is closed.
 */
public final class CurrentDetector implements ImageDetector {
  private final DetectorSource source;
  private final List<DetectionListener> listeners;
  private final Function<AnomalyDetector, ImageDetector> view;

  CurrentDetector(
      DetectorSource source,
      List<DetectionListener> listeners,
      Function<AnomalyDetector, ImageDetector> view) {
    this.source = source;
    this.listeners = List.copyOf(listeners);
    this.view = view;
  }

  /**
   * The same for images of a known category, as {@link AnomalyDetector#forCategory} has it. If the
   * model is replaced by one that does not know the category, its calls throw {@link
   * IllegalArgumentException}.
   *
   * @throws IllegalArgumentException if the present model does not know the category
   */
  public ImageDetector forCategory(String category) {
    Function<AnomalyDetector, ImageDetector> own = detector -> detector.forCategory(category);
    source.use(own::apply);
    return new CurrentDetector(source, listeners, own);
  }

  /** What the present model is. */
  public DetectorInfo info() {
    return source.use(AnomalyDetector::info);
  }

  /**
   * Does work with the present model, which stays open meanwhile: for several calls that one model
   * must answer, and for what only {@link AnomalyDetector} has. It does not count in the metrics.
   *
   * @return what the work returns
   * @throws E what the work throws
   */
  public <T, E extends Exception> T use(DetectorReference.Use<T, E> work) throws E {
    return source.use(work);
  }

  @Override
  public Detection detect(Image image) {
    return measured(detector -> detector.detect(image));
  }

  @Override
  public Detection explain(Image image) {
    return measured(detector -> detector.explain(image));
  }

  @Override
  public ImageReader reader() {
    return source.use(detector -> view.apply(detector).reader());
  }

  @Override
  public Detection detect(LargeImage image) throws IOException {
    return this.<IOException>measured(detector -> detector.detect(image));
  }

  @Override
  public Detection detect(Path file) throws IOException {
    return this.<IOException>measured(detector -> detector.detect(file));
  }

  @Override
  public Detection detect(byte[] file) throws ImageException {
    return this.<ImageException>measured(detector -> detector.detect(file));
  }

  @Override
  public Detection detect(InputStream file) throws IOException {
    return this.<IOException>measured(detector -> detector.detect(file));
  }

  @Override
  public Detection detect(BufferedImage image) {
    return measured(detector -> detector.detect(image));
  }

  @Override
  public Detection detect(int width, int height, float[] rgb) {
    return measured(detector -> detector.detect(width, height, rgb));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The time of a result includes reading.
   */
  @Override
  public Stream<Result<Path>> detectAll(Stream<Path> files, Workers workers) {
    return workers.inOrder(files, this::result);
  }

  private Result<Path> result(Path file) {
    long began = System.nanoTime();
    try {
      Detection detection = detect(file);
      return new Result<>(file, Optional.of(detection), Optional.empty(), since(began));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return new Result<>(file, Optional.empty(), Optional.of(e), Duration.ZERO);
    }
  }

  private <E extends Exception> Detection measured(Call<E> call) throws E {
    return source.use(
        detector -> {
          long began = System.nanoTime();
          Detection detection;
          try {
            detection = call.by(view.apply(detector));
          } catch (Throwable e) {
            Duration time = since(began);
            listeners.forEach(listener -> listener.failed(e, time));
            throw e;
          }
          Duration time = since(began);
          listeners.forEach(listener -> listener.detected(detection, time));
          return detection;
        });
  }

  @FunctionalInterface
  private interface Call<E extends Exception> {
    Detection by(ImageDetector detector) throws E;
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
