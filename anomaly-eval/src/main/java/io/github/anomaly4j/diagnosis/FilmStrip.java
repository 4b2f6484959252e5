package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.file.PngFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a training learned to restore one image: the image, then its reconstruction at each epoch.
 * Frames are shrunk as they come, so that strips of many epochs are cheap to keep. Immutable,
 * thread safe.
 */
public final class FilmStrip {
  private static final int HEIGHT = 128;
  private static final int WIDEST = 256;

  private final String name;
  private final Panel input;
  private final List<Panel> epochs;

  private FilmStrip(String name, Panel input, List<Panel> epochs) {
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
    int height = Panel.height(input, HEIGHT, HEIGHT, WIDEST);
    return new FilmStrip(name, Panel.of("input", input, height), List.of());
  }

  /**
   * This strip and one more epoch at its end.
   *
   * @param reconstruction of any size
   */
  public FilmStrip with(int epoch, Image reconstruction) {
    Panel panel = Panel.of("epoch " + epoch, reconstruction, input.image().getHeight());
    return new FilmStrip(name, input, Stream.concat(epochs.stream(), Stream.of(panel)).toList());
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
    Sheet sheet = new Sheet();
    int y = Sheet.GAP / 2;
    for (FilmStrip strip : strips) {
      sheet.heading(strip.name, Sheet.GAP, y);
      y = strip.place(sheet, y + Sheet.LINE, 3 * Sheet.GAP + column, width) + 2 * Sheet.GAP;
    }
    return sheet.draw();
  }

  /** Places the input and the epochs, which begin at {@code left}, and returns where they end. */
  private int place(Sheet sheet, int top, int left, int width) {
    sheet.add(input, Sheet.GAP, top);
    int cell = epochs.stream().mapToInt(Panel::width).max().orElse(0) + Sheet.GAP;
    int x = left;
    int y = top;
    for (Panel epoch : epochs) {
      if (x > left && x + cell > width) {
        x = left;
        y += epoch.height() + Sheet.GAP;
      }
      sheet.add(epoch, x, y);
      x += cell;
    }
    return y + input.height();
  }

  /**
   * Writes {@link #draw} as PNG: beside its place first, so that there is never half an image.
   *
   * @throws IllegalArgumentException if there are no strips
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, List<FilmStrip> strips, int width) throws IOException {
    PngFile.write(file, draw(strips, width));
  }
}
