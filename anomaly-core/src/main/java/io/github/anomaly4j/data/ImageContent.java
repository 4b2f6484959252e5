package io.github.anomaly4j.data;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;

/**
 * An image that is no file: from memory, an archive, a database, a camera's buffer. A training
 * reads each image several times and keeps only as many as fit into an eighth of the heap, so that
 * {@link #streams} learns from more images than fit into memory.
 */
@FunctionalInterface
public interface ImageContent {

  /**
   * Reads the image: the same one at each call. Called from several threads at once.
   *
   * @param reader reads bytes and streams as the training reads files
   * @param name what messages and {@link Image#origin()} call the image
   * @throws IOException if it cannot be read
   */
  Image read(ImageReader reader, String name) throws IOException;

  /** An image in memory. Its pixels are taken as they are. */
  static ImageContent of(Image image) {
    requireNonNull(image, "image");
    return (reader, name) -> image.named(name);
  }

  /**
   * The bytes of an image file.
   *
   * @param file not copied; must not be changed
   */
  static ImageContent of(byte[] file) {
    requireNonNull(file, "file");
    return (reader, name) -> reader.read(file, name);
  }

  /**
   * Image files as streams.
   *
   * @param streams gives a new stream, from the beginning of the file, at each call; it is closed
   *     after it was read
   */
  static ImageContent streams(StreamSource streams) {
    requireNonNull(streams, "streams");
    return (reader, name) -> {
      try (InputStream in = streams.open()) {
        if (in == null) {
          throw new IOException(name + ": there is no stream (null); expected one of an image");
        }
        return reader.read(in, name);
      }
    };
  }

  /** Opens a stream of one image file, as often as it is called. */
  @FunctionalInterface
  interface StreamSource {
    /**
     * Opens the stream.
     *
     * @throws IOException if it cannot be opened
     */
    InputStream open() throws IOException;
  }
}
