package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.file.PngFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One image, then its reconstruction at each epoch of a training. Images are shrunk at once, so
 * that strips of many epochs need little memory. Immutable, thread safe.
 */
public final class FilmStrip {
  private static final int HEIGHT = 128;
  private static final int MAX_WIDTH = 256;

  private final String name;
  private final CaptionedImage input;
  private final List<CaptionedImage> epochs;

  private FilmStrip(String name, CaptionedImage input, List<CaptionedImage> epochs) {
    this.name = name;
    this.input = input;
    this.epochs = epochs;
  }

  /**
   * A strip without epochs. Its frames are 128 pixels high; lower where the image would be wider
   * than 256.
   *
   * @param name written above the strip
   */
  public static FilmStrip of(String name, Image input) {
    int height = CaptionedImage.height(input, HEIGHT, HEIGHT, MAX_WIDTH);
    return new FilmStrip(name, CaptionedImage.of("input", input, height), List.of());
  }

  /**
   * This strip and one more epoch at its end.
   *
   * @param reconstruction of any size
   */
  public FilmStrip with(int epoch, Image reconstruction) {
    CaptionedImage captioned =
        CaptionedImage.of("epoch " + epoch, reconstruction, input.image().getHeight());
    return new FilmStrip(
        name, input, Stream.concat(epochs.stream(), Stream.of(captioned)).toList());
  }

  /**
   * Strips one below the other, the inputs in a column of their own at the left.
   *
   * @param width in pixels, beyond which epochs go on in the next line; a line has at least one
   * @throws IllegalArgumentException if there are no strips
   */
  public static BufferedImage draw(List<FilmStrip> strips, int width) {
    int column =
        strips.stream()
            .mapToInt(strip -> strip.input.width())
            .max()
            .orElseThrow(() -> new IllegalArgumentException("No strips"));
    Canvas canvas = new Canvas();
    int y = Canvas.GAP / 2;
    for (FilmStrip strip : strips) {
      canvas.heading(strip.name, Canvas.GAP, y);
      y = strip.place(canvas, y + Canvas.LINE, 3 * Canvas.GAP + column, width) + 2 * Canvas.GAP;
    }
    return canvas.draw();
  }

  /** Places the input and the epochs, which begin at {@code left}, and returns where they end. */
  private int place(Canvas canvas, int top, int left, int width) {
    canvas.add(input, Canvas.GAP, top);
    int cell = epochs.stream().mapToInt(CaptionedImage::width).max().orElse(0) + Canvas.GAP;
    int x = left;
    int y = top;
    for (CaptionedImage epoch : epochs) {
      if (x > left && x + cell > width) {
        x = left;
        y += epoch.height() + Canvas.GAP;
      }
      canvas.add(epoch, x, y);
      x += cell;
    }
    return y + input.height();
  }

  /**
   * Writes {@link #draw} as a PNG file, which appears when it is complete.
   *
   * @throws IllegalArgumentException if there are no strips
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, List<FilmStrip> strips, int width) throws IOException {
    PngFile.write(file, draw(strips, width));
  }
}
