package io.github.anomaly4j.spark;

import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image of a training.
 *
 * @param path as the data set has it
 * @param contents of files by path, with its own; null to read it by its path
 * @param hadoop settings of the file systems
 */
record SparkImage(String path, @Nullable Map<String, byte[]> contents, Map<String, String> hadoop)
    implements ImageContent {

  ImageEntry entry(String category) {
    return ImageEntry.normal(path, category, this);
  }

  @Override
  public Image read(ImageReader reader, String name) throws IOException {
    if (contents != null) {
      byte[] content = contents.get(path);
      if (content == null) {
        throw new ImageException(
            path,
            "its content is null, or the data set had no such row when it was read again",
            "the bytes of an image file",
            "correct the row, or write the data set before the training, if each reading computes it again");
      }
      return reader.read(content, path);
    }
    try (InputStream in = HadoopFiles.open(path, hadoop)) {
      return reader.read(in, path);
    }
  }
}
