package io.github.anomaly4j.spark;

import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image of a training.
 *
 * @param path as the data set has it
 * @param content of the file; null to read it by its path
 * @param hadoop settings of the file systems
 */
record SparkImage(String path, byte @Nullable [] content, Map<String, String> hadoop)
    implements ImageContent {

  ImageEntry entry(String category) {
    return ImageEntry.normal(path, category, this);
  }

  @Override
  public Image read(ImageReader reader, String name) throws IOException {
    if (content != null) {
      return reader.read(content, path);
    }
    try (InputStream in = HadoopFiles.open(path, hadoop)) {
      return reader.read(in, path);
    }
  }
}
