package io.github.anomaly4j.cli.product;

import io.github.anomaly4j.image.Image;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws at twice the size and is averaged down, so that edges are smooth. A canvas {@linkplain
 * #in(Frame) in a frame} draws to the same pixels with the frame's own coordinates, so that a
 * piece's texture moves and turns with it.
 */
final class Canvas {
  /** Width and height of the finished image. */
  static final int SIZE = 128;

  private static final int FINE = 2;
  private static final int FINE_SIZE = SIZE * FINE;
  private static final int TILE = 16;

  /**
   * A shape this far from a tile's middle, in pixels, does not reach it, however uneven its edge.
   */
  private static final double FAR = 25;

  private final Rgb[] pixels;
  private final Frame frame;

  private Canvas(Rgb[] pixels, Frame frame) {
    this.pixels = pixels;
    this.frame = frame;
  }

  static Canvas blank() {
    Rgb[] pixels = new Rgb[FINE_SIZE * FINE_SIZE];
    Arrays.fill(pixels, Rgb.gray(0));
    return new Canvas(pixels, Frame.IMAGE);
  }

  /** The same pixels, seen from a piece's own coordinates. */
  Canvas in(Frame frame) {
    return new Canvas(pixels, frame);
  }

  void paint(Shape shape, Ink ink) {
    paint(shape, ink, 0.5);
  }

  /**
   * Fills a shape.
   *
   * @param softness over how many pixels its edge fades; half of them inside
   */
  void paint(Shape shape, Ink ink, double softness) {
    for (int top = 0; top < FINE_SIZE; top += TILE) {
      for (int left = 0; left < FINE_SIZE; left += TILE) {
        if (distance(shape, left + TILE / 2, top + TILE / 2) < FAR + softness) {
          paintTile(shape, ink, softness, left, top);
        }
      }
    }
  }

  private void paintTile(Shape shape, Ink ink, double softness, int left, int top) {
    for (int row = top; row < top + TILE; row++) {
      for (int column = left; column < left + TILE; column++) {
        double share = Math.min(1, Math.max(0, 0.5 - distance(shape, column, row) / softness));
        if (share > 0) {
          int index = row * FINE_SIZE + column;
          Rgb below = pixels[index];
          Rgb color = ink.at(localX(column, row), localY(column, row), below);
          pixels[index] = below.toward(color, share * share * (3 - 2 * share));
        }
      }
    }
  }

  private double distance(Shape shape, int column, int row) {
    return shape.distance(localX(column, row), localY(column, row));
  }

  private double localX(int column, int row) {
    return frame.localX((column + 0.5) / FINE, (row + 0.5) / FINE);
  }

  private double localY(int column, int row) {
    return frame.localY((column + 0.5) / FINE, (row + 0.5) / FINE);
  }

  /**
   * The image that a camera takes: uneven light, a slightly soft lens, and sensor noise. The same
   * stream gives the same light and noise.
   */
  Image photograph(RandomGenerator random) {
    double gain = random.nextDouble(0.93, 1.07);
    double direction = random.nextDouble(2 * Math.PI);
    double slope = random.nextDouble(0.0, 0.05);
    double noise = random.nextDouble(0.006, 0.013);
    double vignette = 0.06;
    float[] values = new float[3 * SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        Rgb seen = lens(x, y);
        double across = 2.0 * x / SIZE - 1;
        double down = 2.0 * y / SIZE - 1;
        double light =
            gain
                * (1 + slope * (across * Math.cos(direction) + down * Math.sin(direction)))
                * (1 - vignette * (across * across + down * down) / 2);
        double shared = random.nextGaussian() * noise;
        int index = y * SIZE + x;
        values[index] = stored(seen.red() * light + shared + chroma(random, noise));
        values[SIZE * SIZE + index] = stored(seen.green() * light + shared + chroma(random, noise));
        values[2 * SIZE * SIZE + index] =
            stored(seen.blue() * light + shared + chroma(random, noise));
      }
    }
    return Image.of(SIZE, SIZE, values);
  }

  private static double chroma(RandomGenerator random, double noise) {
    return random.nextGaussian() * noise * 0.4;
  }

  /** The mean over a pixel and a rim about it. */
  private Rgb lens(int x, int y) {
    double red = 0;
    double green = 0;
    double blue = 0;
    double weights = 0;
    for (int row = y * FINE - 1; row < y * FINE + FINE + 1; row++) {
      for (int column = x * FINE - 1; column < x * FINE + FINE + 1; column++) {
        if (row >= 0 && column >= 0 && row < FINE_SIZE && column < FINE_SIZE) {
          boolean own = row / FINE == y && column / FINE == x;
          double weight = own ? 1 : 0.3;
          Rgb pixel = pixels[row * FINE_SIZE + column];
          red += weight * pixel.red();
          green += weight * pixel.green();
          blue += weight * pixel.blue();
          weights += weight;
        }
      }
    }
    return new Rgb(red / weights, green / weights, blue / weights);
  }

  /** Eight bits, as a file holds them. */
  private static float stored(double value) {
    return Math.round(Math.min(1, Math.max(0, value)) * 255) / 255f;
  }
}
