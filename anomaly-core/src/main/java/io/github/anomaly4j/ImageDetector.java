package io.github.anomaly4j;

import static java.util.Objects.requireNonNull;

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
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Scores images, in whatever form the caller has them. An {@link AnomalyDetector} finds the
 * category of each image; {@link AnomalyDetector#forCategory} gives an image detector that takes
 * every image as one of a category that the caller knows.
 *
 * <p>Implementations are safe for concurrent use. Each call uses the calling thread alone, unless
 * it runs within {@link Workers#run}; outside of it, a detector in {@linkplain
 * AnomalyDetectorBuilder#tiles tiles} uses one thread for each processor. Files, bytes and streams
 * are read by {@link #reader()}, within its limits; for other limits, or a name for messages, pass
 * what such a reader gives: {@code detect(detector.reader().limits(limits).read(bytes, name))}.
 *
 * <p>If the detector is closed, methods that score an image throw {@link IllegalStateException};
 * {@link #detectAll(Stream, Workers)} gives results that are failures, and {@link #reader()} stays.
 */
public interface ImageDetector {

  /** Scores an image of any size. */
  Detection detect(Image image);

  /**
   * Scores an image as {@link #detect(Image)} does, to the bit, and adds what does not count: the
   * {@linkplain Detection#reconstruction() restoration} and the scores of evidence of the network
   * whose weight is 0. They exist only if the detector was trained with a network, for example by
   * {@link AnomalyDetectorBuilder#restoration()}; it then takes about twice as long.
   */
  Detection explain(Image image);

  /**
   * A reader that reads files as the training images were read: with or without their orientation,
   * with the {@linkplain AnomalyDetectorBuilder#pixelRange range} that was given for numbers
   * without a natural one, and within the limits of the training or of {@linkplain
   * DetectorLoader#decodeLimits loading}. Pass its images to {@link #detect(Image)}, which applies
   * the learned range to deep images.
   */
  ImageReader reader();

  /**
   * Scores an image that is read region by region, such as one that {@link #reader()} {@linkplain
   * ImageReader#open opened}: in tiles if the detector was trained with {@linkplain
   * AnomalyDetectorBuilder#tiles tiles}, otherwise as a whole.
   *
   * @param image read from top to bottom, twice if its category must be found; not closed
   * @throws IOException if it cannot be read
   */
  default Detection detect(LargeImage image) throws IOException {
    return detect(image.read(0, 0, image.width(), image.height()));
  }

  /**
   * Scores an image file.
   *
   * @throws ImageException if it is no image, damaged, or larger than the limits
   * @throws IOException if it cannot be read
   */
  default Detection detect(Path file) throws IOException {
    return detect(reader().read(file));
  }

  /**
   * Scores the bytes of an image file.
   *
   * @throws ImageException if they are no image, damaged, or larger than the limits
   */
  default Detection detect(byte[] file) throws ImageException {
    return detect(reader().read(file, "image"));
  }

  /**
   * Scores an image file from a stream, such as an upload, which is read to its end and left open.
   *
   * @throws ImageException if it is no image, damaged, or larger than the limits
   * @throws IOException if the stream fails
   */
  default Detection detect(InputStream file) throws IOException {
    return detect(reader().read(file, "image"));
  }

  /**
   * Scores an image. The compression of its file is unknown, so there is no warning of the kind
   * {@link Warning.Kind#COMPRESSION}: pass the file or its bytes if that matters.
   *
   * @param image of any size and type
   * @throws NullPointerException if it is {@code null}, which {@code ImageIO.read} returns for a
   *     file that it cannot read; {@link #detect(Path)} says what is wrong with such a file
   */
  default Detection detect(BufferedImage image) {
    requireNonNull(
        image,
        "the image is null: ImageIO.read gives that for a file that it does not read; give the"
            + " file, its bytes or its stream to detect, which says what is wrong with it");
    return detect(Image.from(image));
  }

  /**
   * Scores an image given as numbers.
   *
   * @param width in pixels
   * @param height in pixels
   * @param rgb planar RGB in [0, 1], {@code [3, height, width]}
   */
  default Detection detect(int width, int height, float[] rgb) {
    return detect(Image.of(width, height, rgb));
  }

  /**
   * Scores image files on several threads, in their order.
   *
   * <pre>{@code
   * try (Workers workers = Workers.of(4);
   *     Stream<Result<Path>> results = detector.detectAll(files, workers)) {
   *   results.forEach(result -> log(result.source(), result.detection(), result.failure()));
   * }
   * }</pre>
   *
   * <p>{@link #detectAll(Stream, Opening, Workers)} says what is promised. A detector in
   * {@linkplain AnomalyDetectorBuilder#tiles tiles} reads each file by regions, so that the time of
   * a result includes reading.
   */
  default Stream<Result<Path>> detectAll(Stream<Path> files, Workers workers) {
    return detectAll(files, reader()::read, workers);
  }

  /**
   * Scores images from anywhere on several threads, in their order, each as {@link #detect(Image)}
   * does, to the bit.
   *
   * <p>The stream is lazy, as {@link Workers#inOrder} says: images are opened when a result is
   * asked for, at most two for each thread ahead of it, so that a slow consumer holds up the
   * source. One image's failure is that image's result, and the others go on. A result comes as
   * soon as those before it, so the number of results is the progress. {@link Stream#close} ends it
   * early, as an interrupt of the thread that takes the results does: images that are being scored
   * are finished, and no more are begun.
   *
   * <p>The threads are those of the workers, in whatever pool they are, and the thread that takes
   * the results; each has one image at a time. They compute nearly all the time: decoding and
   * native calls of some milliseconds hold a processor, and the carrier of a virtual thread too. So
   * more threads than processors make nothing faster. Threads that wait are parked without a lock.
   *
   * @param sources of any length, also without an end
   * @param opening gives the image of a source, mostly by {@link #reader()}; called from several
   *     threads at once
   */
  default <T> Stream<Result<T>> detectAll(
      Stream<T> sources, Opening<? super T> opening, Workers workers) {
    return workers.inOrder(sources, source -> Result.of(source, opening, this));
  }

  /** How an image is opened. */
  @FunctionalInterface
  interface Opening<T> {
    /**
     * Opens an image.
     *
     * @throws IOException if it cannot be read
     */
    Image open(T source) throws IOException;
  }

  /**
   * What became of one image of many: a detection or a failure.
   *
   * @param source the image, as it was given
   * @param detection empty if it failed
   * @param failure why there is no detection: an exception or, for an image that does not fit into
   *     memory, an {@link OutOfMemoryError}
   * @param time from the opened image to the detection; zero if it could not be opened
   */
  record Result<T>(
      T source, Optional<Detection> detection, Optional<Throwable> failure, Duration time) {

    /** Of an image file that is read while it is scored. */
    static Result<Path> ofFile(Path file, ImageDetector detector) {
      long began = System.nanoTime();
      try {
        Detection detection = detector.detect(file);
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        return new Result<>(file, Optional.of(detection), Optional.empty(), time);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        return new Result<>(file, Optional.empty(), Optional.of(e), Duration.ZERO);
      }
    }

    static <T> Result<T> of(T source, Opening<? super T> opening, ImageDetector detector) {
      try {
        Image image = opening.open(source);
        long began = System.nanoTime();
        Detection detection = detector.detect(image);
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        return new Result<>(source, Optional.of(detection), Optional.empty(), time);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        return new Result<>(source, Optional.empty(), Optional.of(e), Duration.ZERO);
      }
    }
  }
}
