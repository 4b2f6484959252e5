package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.tile.Tiles;
import java.awt.Rectangle;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads tiles of one large image after the other; only the last image is open. */
final class OpenTiles implements Closeable {
  private final ImageReader reader;
  private @Nullable ImageEntry entry;
  private @Nullable LargeImage open;

  OpenTiles(ImageReader reader) {
    this.reader = reader;
  }

  synchronized Image read(ImageEntry wanted, Tiles tiles, Rectangle tile) throws IOException {
    LargeImage image = open;
    if (image == null || !wanted.equals(entry)) {
      close();
      image = wanted.open(reader);
      open = image;
      entry = wanted;
    }
    return tiles.read(image, tile);
  }

  @Override
  public synchronized void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
