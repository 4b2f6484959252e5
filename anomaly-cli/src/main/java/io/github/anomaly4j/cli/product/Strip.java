package io.github.anomaly4j.cli.product;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.random.RandomGenerator;

/**
 * A strip of rolled metal below a line camera, as long as is asked for: rolling marks along it, a
 * cloudy surface, light that changes slowly along it and from strip to strip, and the noise of the
 * camera. The same seed and index give the same strip.
 *
 * @param width along the strip, in pixels
 * @param height across, in pixels
 */
public record Strip(int width, int height) {
  /** How far, in pixels, the marks, the clouds and the light stay alike along the strip. */
  private static final double MARK = 400;

  private static final double CLOUD = 24;
  private static final double LIGHT = 1500;

  /** How far along the roll a strip begins at most, in pixels. */
  private static final double FARTHEST_START = 10_000;

  /** The edge of a hole fades over this many pixels. */
  private static final double SOFT = 1.5;

  /**
   * A round hole.
   *
   * @param x of its middle
   * @param y of its middle
   * @param diameter in pixels
   */
  public record Hole(double x, double y, double diameter) {}

  /** A strip without a defect. */
  public Image normal(long seed, int index) {
    return draw(seed, index, new Hole(0, 0, 0));
  }

  /** A strip with one hole at a place that the seed and the index tell. */
  public Image pierced(long seed, int index, double diameter) {
    return draw(seed, index, hole(seed, index, diameter));
  }

  /** Where {@link #pierced} has its hole. */
  public Hole hole(long seed, int index, double diameter) {
    RandomGenerator random = RandomStreams.of(seed, index, 2);
    return new Hole(
        random.nextDouble(diameter, width - diameter),
        random.nextDouble(diameter, height - diameter),
        diameter);
  }

  private Image draw(long seed, int index, Hole hole) {
    RandomGenerator random = RandomStreams.of(seed, index, 0);
    Noise marks = new Noise(random.nextLong());
    Noise clouds = new Noise(random.nextLong());
    Noise light = new Noise(random.nextLong());
    double brightness = random.nextDouble(0.52, 0.58);
    double contrast = random.nextDouble(0.85, 1.15);
    double grain = random.nextDouble(0.010, 0.014);
    // Noise is 0 where it begins, so that all strips, above all short ones, would begin alike.
    double start = random.nextDouble(0, FARTHEST_START);
    RandomGenerator camera = RandomStreams.of(seed, index, 1);
    float[] values = new float[Image.CHANNELS * width * height];
    int plane = width * height;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double along = start + x;
        double surface =
            0.035 * marks.at(along / MARK, y / 3.0)
                + 0.02 * marks.at(along / MARK * 5 + 91, y / 1.3)
                + 0.05 * clouds.cloud(along / (3 * CLOUD), y / CLOUD, 3);
        double value =
            brightness * (1 + 0.05 * light.at(along / LIGHT, 0.5))
                + contrast * surface
                + grain * camera.nextGaussian();
        value *= 1 - 0.45 * covered(hole, x, y);
        float stored = (float) (Math.round(255 * Math.max(0, Math.min(1, value))) / 255.0);
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          values[channel * plane + y * width + x] = stored;
        }
      }
    }
    return Image.of(width, height, values);
  }

  /** How much of a pixel the hole covers. */
  private static double covered(Hole hole, int x, int y) {
    double inside = hole.diameter() / 2 - Math.hypot(x + 0.5 - hole.x(), y + 0.5 - hole.y());
    return Math.max(0, Math.min(1, inside / SOFT + 0.5));
  }
}
