package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Origin;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Regions whose errors name the file. */
record NamedRegions(RegionSource source, String name) implements RegionSource {
  @Override
  public int width() {
    return source.width();
  }

  @Override
  public int height() {
    return source.height();
  }

  @Override
  public Optional<Origin> origin() {
    return source.origin();
  }

  @Override
  public boolean byRegions() {
    return source.byRegions();
  }

  @Override
  public float[] read(int x, int y, int width, int height) throws IOException {
    try {
      return source.read(x, y, width, height);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders answer broken files with any of these, such as index errors.
      throw broken(
          name,
          "the %s data is broken or cut short around row %d"
              .formatted(origin().map(Origin::format).orElse("image"), y),
          e);
    }
  }

  static ImageException broken(String name, String found, Exception cause) {
    String reason =
        Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    ImageException exception =
        new ImageException(
            name, found + " (" + reason + ")", "a whole image", "copy or export it again");
    exception.initCause(cause);
    return exception;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
