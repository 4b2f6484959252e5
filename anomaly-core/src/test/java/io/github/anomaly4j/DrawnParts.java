package io.github.anomaly4j;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small images of two products, drawn: a striped sheet and a disc on a dark ground. */
public final class DrawnParts {
  public static final String DISC = "disc";
  public static final String SHEET = "sheet";
  static final int SIZE = 64;

  private DrawnParts() {}

  public static Image draw(String category, long seed) {
    Random random = new Random(seed);
    double phase = random.nextDouble();
    double center = SIZE / 2.0 + random.nextGaussian();
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      int channel = i / (SIZE * SIZE);
      double value =
          category.equals(SHEET)
              ? 0.55 + 0.2 * Math.sin(x / 2.0 + 0.5 * phase) - 0.1 * channel
              : Math.hypot(x - center, y - center) < 20 ? 0.5 + 0.1 * channel : 0.15;
      rgb[i] = (float) Math.max(0, Math.min(1, value + 0.02 * random.nextGaussian()));
    }
    return Image.of(SIZE, SIZE, rgb);
  }

  /** The image with a bright square of noise, 14 pixels wide, its corner at the given place. */
  public static Image damaged(Image image, int left, int top) {
    Random random = new Random(left + 100L * top);
    float[] rgb = image.toArray();
    for (int channel = 0; channel < 3; channel++) {
      for (int y = top; y < top + 14; y++) {
        for (int x = left; x < left + 14; x++) {
          rgb[(channel * image.height() + y) * image.width() + x] =
              0.6f + 0.4f * random.nextFloat();
        }
      }
    }
    return Image.of(image.width(), image.height(), rgb);
  }

  /** Writes images of a category to files. */
  public static List<ImageEntry> write(Path root, String category, int count) throws IOException {
    Path folder = Files.createDirectories(root.resolve(category));
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("%03d.png".formatted(i));
      ImageIO.write(draw(category, i).toBufferedImage(), "png", file.toFile());
      entries.add(ImageEntry.normal(file, category));
    }
    return entries;
  }

  /** Both categories. */
  public static ImageSet write(Path root, int each) throws IOException {
    List<ImageEntry> entries = write(root, DISC, each);
    entries.addAll(write(root, SHEET, each));
    return ImageSet.of(entries);
  }

  public static UNetConfig network() {
    return UNetConfig.defaults().withDepth(2).withBaseWidth(4);
  }

  static TrainingConfig training() {
    return new TrainingConfig(2, 12, 4, 32, 5e-3, 3, 5, 0.25);
  }

  /** A training of a second or two, without a backbone. */
  public static AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .imageSize(SIZE, SIZE)
        .evidence(Evidence.waveletWeights())
        .seed(7)
        .network(network())
        .training(training())
        .memoryBankSize(150);
  }
}
