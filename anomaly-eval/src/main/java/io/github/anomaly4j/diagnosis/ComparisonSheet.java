package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.file.PngFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image and its reconstruction side by side, with captions and in one height; a heat map and a
 * mask may follow to the right. It shows at once whether a network answers gray to everything, or
 * copies everything. Immutable, thread safe.
 */
public final class ComparisonSheet {
  private static final int MIN_HEIGHT = 192;
  private static final int MAX_HEIGHT = 512;
  private static final int MAX_WIDTH = 768;

  private final int height;
  private final List<CaptionedImage> images;

  private ComparisonSheet(int height, List<CaptionedImage> images) {
    this.height = height;
    this.images = images;
  }

  /**
   * A sheet of two, in the input's height where that is from 192 to 512 pixels, else the nearer of
   * the two; lower for inputs that would be wider than 768 pixels.
   *
   * @param reconstruction of any size
   */
  public static ComparisonSheet of(Image input, Image reconstruction) {
    int height = CaptionedImage.height(input, MIN_HEIGHT, MAX_HEIGHT, MAX_WIDTH);
    return new ComparisonSheet(height, List.of())
        .with("input", input)
        .with("reconstruction", reconstruction);
  }

  /** This sheet and a heat map, such as that of a detection, further right. */
  public ComparisonSheet withHeatmap(BufferedImage heatmap) {
    return with("heat map", Image.from(heatmap));
  }

  /** This sheet and a mask, white where defective, further right. */
  public ComparisonSheet withMask(Mask mask) {
    return with("mask", Image.from(mask.toBufferedImage()));
  }

  private ComparisonSheet with(String caption, Image image) {
    CaptionedImage captioned = CaptionedImage.of(caption, image, height);
    return new ComparisonSheet(
        height, Stream.concat(images.stream(), Stream.of(captioned)).toList());
  }

  /** The sheet as an image. */
  public BufferedImage draw() {
    Canvas canvas = new Canvas();
    int x = Canvas.GAP;
    for (CaptionedImage captioned : images) {
      canvas.add(captioned, x, Canvas.GAP / 2);
      x += captioned.width() + Canvas.GAP;
    }
    return canvas.draw();
  }

  /**
   * Writes {@code compare_NAME.png}, which appears when it is complete.
   *
   * @param folder created if there is none
   * @param name of the image, without a folder
   * @return the file
   * @throws IllegalArgumentException if the name leads out of the folder
   * @throws IOException if the file cannot be written
   */
  public Path write(Path folder, String name) throws IOException {
    Path file = Path.of("compare_" + name + ".png");
    if (file.getNameCount() != 1) {
      throw new IllegalArgumentException("Not the name of a file: " + name);
    }
    PngFile.write(folder.resolve(file), draw());
    return folder.resolve(file);
  }
}
