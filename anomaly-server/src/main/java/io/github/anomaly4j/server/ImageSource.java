package io.github.anomaly4j.server;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where images come from by themselves, such as a camera. The station asks for one image after the
 * other, in one thread of its own, and says what became of each before it asks for the next.
 */
public interface ImageSource extends AutoCloseable {

  /** A name for people, such as "camera 2"; at most 300 characters. */
  String name();

  /**
   * Waits for the next image.
   *
   * @return empty if there will be no more
   * @throws IOException if it cannot be read; the station tries again after a second
   * @throws InterruptedException if the station stops
   */
  Optional<Shot> next() throws IOException, InterruptedException;

  /**
   * Takes note of what became of the image that {@link #next} gave last. When the outcome is {@link
   * Outcome#INSPECTED}, the inspection is in the database. If the process is killed before this is
   * called, the image may come again under the same key and is not inspected twice.
   *
   * @param reason why it is not inspected; empty if it is
   * @throws IOException if that cannot be noted; the station goes on
   */
  void done(Shot shot, Outcome outcome, String reason) throws IOException;

  /** Ends {@link #next} soon. */
  @Override
  void close();

  /**
   * An image.
   *
   * @param file the bytes of an image file
   * @param product which one it shows; {@code null} if that is to be found
   * @param key unique among all images of the source, at most 200 characters, so that it is
   *     inspected once; {@code null} if it may come again
   */
  record Shot(byte[] file, @Nullable String product, @Nullable String key) {}

  /** What became of an image. */
  enum Outcome {
    /** It is inspected and kept. */
    INSPECTED,
    /** It is no image, damaged, or beyond the limits. */
    UNREADABLE,
    /** It could not be inspected for another reason. */
    FAILED
  }
}
