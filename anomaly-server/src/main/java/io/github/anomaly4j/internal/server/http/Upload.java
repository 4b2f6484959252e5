package io.github.anomaly4j.internal.server.http;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Reads bodies of requests within limits of size and time. */
final class Upload {
  private static final int PIECE = 1 << 16;

  private final long maxBytes;
  private final Duration timeout;

  Upload(long maxBytes, Duration timeout) {
    this.maxBytes = maxBytes;
    this.timeout = timeout;
  }

  /** One image: the body itself, or the only file of a form. */
  byte[] image(Context request) throws Problem, IOException {
    if (request.isMultipartFormData()) {
      return read(images(request, 1).get(0));
    }
    String type = type(request);
    if (!type.startsWith("image/") && !type.equals("application/octet-stream")) {
      throw new Problem(
          415,
          "send an image as the body, with the type image/png, image/jpeg, image/tiff, image/bmp,"
              + " image/gif or application/octet-stream, or a file in a multipart/form-data form");
    }
    return bytes(request);
  }

  /** The files of a form, which are on disk: to be read one after the other. */
  List<UploadedFile> images(Context request, int most) throws Problem, IOException {
    if (!request.isMultipartFormData()) {
      throw new Problem(415, "send files in a multipart/form-data form");
    }
    // The parts are spooled; a body that says its length is refused before.
    checkLength(request, 8 * maxBytes);
    List<UploadedFile> parts;
    try {
      parts = request.uploadedFiles();
    } catch (Exception e) {
      // Javalin does not declare what Jetty throws.
      throw new Problem(
          400,
          "the form cannot be read: it is damaged, or longer than %d bytes, or a file in it is"
                  .formatted(8 * maxBytes)
              + " longer than %d".formatted(maxBytes));
    }
    if (parts.isEmpty() || parts.size() > most) {
      throw new Problem(
          400, "expected 1 to %d files in the form, found %d".formatted(most, parts.size()));
    }
    return parts;
  }

  /** The bytes of a file of a form. */
  static byte[] read(UploadedFile part) throws IOException {
    try (InputStream in = part.content()) {
      return in.readAllBytes();
    }
  }

  /** The body, in memory. */
  byte[] bytes(Context request) throws Problem, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copy(request, bytes);
    if (bytes.size() == 0) {
      throw new Problem(400, "the body is empty");
    }
    return bytes.toByteArray();
  }

  /** The body, to a file. */
  void file(Context request, Path file) throws Problem, IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      copy(request, out);
    }
  }

  private void copy(Context request, OutputStream out) throws Problem, IOException {
    checkLength(request, maxBytes);
    long deadline = System.nanoTime() + timeout.toNanos();
    InputStream in = request.req().getInputStream();
    byte[] piece = new byte[PIECE];
    long total = 0;
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      total += read;
      if (total > maxBytes) {
        throw tooLong(maxBytes);
      }
      if (System.nanoTime() > deadline) {
        throw new Problem(408, "the body came too slowly");
      }
      out.write(piece, 0, read);
    }
  }

  private static void checkLength(Context request, long limit) throws Problem {
    if (request.req().getContentLengthLong() > limit) {
      throw tooLong(limit);
    }
  }

  private static Problem tooLong(long limit) {
    return new Problem(413, "the body is longer than %d bytes".formatted(limit));
  }

  private static String type(Context request) {
    String type = request.contentType();
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
