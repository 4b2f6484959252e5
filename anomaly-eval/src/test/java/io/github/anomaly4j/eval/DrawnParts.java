package io.github.anomaly4j.eval;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Draws a set of images of round parts, some with dark spots, in the layout of MVTec AD. */
public final class DrawnParts {
  private final Path folder;
  private final List<ImageEntry> entries = new ArrayList<>();

  public DrawnParts(Path folder) {
    this.folder = folder;
  }

  /** Adds a category; a defect's contrast goes from hardly visible to strong. */
  public DrawnParts category(String name, int size, int normal, int defective, boolean masks)
      throws IOException {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < normal + defective; i++) {
      boolean bad = i >= normal;
      double contrast = bad ? Math.pow((i - normal + 1.0) / defective, 2) : 0;
      int x = size / 4 + random.nextInt(size / 3);
      int y = size / 4 + random.nextInt(size / 3);
      Path file = place(name, "test", bad ? "spot" : "good", "%03d.png".formatted(i));
      write(file, part(size, random, x, y, contrast));
      Optional<Path> mask = Optional.empty();
      if (bad && masks) {
        mask = Optional.of(place(name, "ground_truth", "spot", "%03d_mask.png".formatted(i)));
        write(mask.get(), mask(size, x, y));
      }
      entries.add(new ImageEntry(file, name, Split.TEST, bad ? "spot" : "good", mask));
    }
    return this;
  }

  DrawnParts with(ImageEntry entry) {
    entries.add(entry);
    return this;
  }

  public ImageSet set() {
    return ImageSet.of(entries);
  }

  Path folder() {
    return folder;
  }

  static BufferedImage mask(int size, int x, int y) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillOval(x, y, size / 8, size / 8);
    graphics.dispose();
    return image;
  }

  static void write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private Path place(String category, String... rest) {
    // Names of categories are anything a user types; those of folders are not.
    Path path = folder.resolve(Integer.toHexString(category.hashCode()));
    for (String part : rest) {
      path = path.resolve(part);
    }
    return path;
  }

  private static BufferedImage part(
      int size, SplittableRandom random, int x, int y, double contrast) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(new Color(70, 80, 90));
    graphics.fillRect(0, 0, size, size);
    graphics.setColor(new Color(190, 185, 175));
    graphics.fillOval(size / 12, size / 12, size * 5 / 6, size * 5 / 6);
    if (contrast > 0) {
      graphics.setColor(new Color(30, 20, 10, (int) (255 * contrast)));
      graphics.fillOval(x, y, size / 8, size / 8);
    }
    graphics.dispose();
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        Color color = new Color(image.getRGB(column, row));
        int noise = random.nextInt(-12, 13);
        image.setRGB(
            column,
            row,
            new Color(
                    clamp(color.getRed() + noise),
                    clamp(color.getGreen() + noise),
                    clamp(color.getBlue() + noise))
                .getRGB());
      }
    }
    return image;
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
