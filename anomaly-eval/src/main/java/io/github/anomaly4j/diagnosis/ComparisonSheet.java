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
 * An image beside what the network makes of it: input left, reconstruction right of it, and
 * whatever else is asked for further right, in one height, with captions. The quickest way to see a
 * network that answers gray to everything, or copies everything. Immutable, thread safe.
 */
public final class ComparisonSheet {
  private static final int MIN_HEIGHT = 192;
  private static final int MAX_HEIGHT = 512;
  private static final int WIDEST = 768;

  private final int height;
  private final List<Panel> panels;

  private ComparisonSheet(int height, List<Panel> panels) {
    this.height = height;
    this.panels = panels;
  }

  /**
   * A sheet of two, in the input's height where that is from 192 to 512 pixels, else the nearer of
   * the two; lower for inputs that would be wider than 768 pixels.
   *
   * @param reconstruction of any size
   */
  public static ComparisonSheet of(Image input, Image reconstruction) {
    int height = Panel.height(input, MIN_HEIGHT, MAX_HEIGHT, WIDEST);
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
    Panel panel = Panel.of(caption, image, height);
    return new ComparisonSheet(height, Stream.concat(panels.stream(), Stream.of(panel)).toList());
  }

  /** The sheet as an image. */
  public BufferedImage draw() {
    Sheet sheet = new Sheet();
    int x = Sheet.GAP;
    for (Panel panel : panels) {
      sheet.add(panel, x, Sheet.GAP / 2);
      x += panel.width() + Sheet.GAP;
    }
    return sheet.draw();
  }

  /**
   * Writes {@code compare_NAME.png}: beside its place first, so that there is never half an image.
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
