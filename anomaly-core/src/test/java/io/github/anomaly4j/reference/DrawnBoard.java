package io.github.anomaly4j.reference;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Circuit boards with tracks and pads, drawn with soft edges, each from its own seed. */
final class DrawnBoard {
  static final int WIDTH = 320;
  static final int HEIGHT = 240;

  private final float[] gray = new float[WIDTH * HEIGHT];

  DrawnBoard(long seed) {
    Arrays.fill(gray, 0.9f);
    RandomGenerator random = RandomStreams.of(seed);
    int y = 14;
    while (y < HEIGHT - 20) {
      int bend = random.nextInt(60, WIDTH - 60);
      int drop = random.nextInt(4, 14);
      track(8, y, bend, y);
      track(bend, y, bend + drop, y + drop);
      track(bend + drop, y + drop, WIDTH - 10, y + drop);
      disc(10 + random.nextInt(30), y, 6, 0.1f);
      disc(WIDTH - 12 - random.nextInt(30), y + drop, 6, 0.1f);
      y += 26 + random.nextInt(8);
    }
    rectangle(120, 200, 60, 30);
  }

  /** A disc of a gray value, such as a hole or a spot. */
  DrawnBoard disc(double x, double y, double radius, float value) {
    for (int row = 0; row < HEIGHT; row++) {
      for (int column = 0; column < WIDTH; column++) {
        blend(column, row, radius - Math.hypot(column - x, row - y), value);
      }
    }
    return this;
  }

  private void track(double x0, double y0, double x1, double y1) {
    double length = Math.max(1e-9, (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    for (int row = 0; row < HEIGHT; row++) {
      for (int column = 0; column < WIDTH; column++) {
        double along =
            Math.max(0, Math.min(1, ((column - x0) * (x1 - x0) + (row - y0) * (y1 - y0)) / length));
        double away = Math.hypot(column - x0 - along * (x1 - x0), row - y0 - along * (y1 - y0));
        blend(column, row, 3.5 - away, 0.1f);
      }
    }
  }

  private void rectangle(int left, int top, int width, int height) {
    for (int row = top; row < top + height; row++) {
      Arrays.fill(gray, row * WIDTH + left, row * WIDTH + left + width, 0.1f);
    }
  }

  /** With an edge one pixel wide. */
  private void blend(int column, int row, double inside, float value) {
    float share = (float) Math.max(0, Math.min(1, inside + 0.5));
    int i = row * WIDTH + column;
    gray[i] += share * (value - gray[i]);
  }

  /** The gray value at a place. */
  float at(int x, int y) {
    return gray[y * WIDTH + x];
  }

  /** The board as a camera sees it that looks straight at it. */
  Image photo() {
    return photo(0, 0, 0);
  }

  /** The board shifted to the right and down by so many pixels, after a turn clockwise. */
  Image photo(double right, double down, double degrees) {
    float[] rgb = new float[3 * gray.length];
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    for (int i = 0; i < gray.length; i++) {
      double x = i % WIDTH - right - (WIDTH - 1) / 2.0;
      double y = i / WIDTH - down - (HEIGHT - 1) / 2.0;
      float value =
          sample(cos * x + sin * y + (WIDTH - 1) / 2.0, cos * y - sin * x + (HEIGHT - 1) / 2.0);
      rgb[i] = value;
      rgb[gray.length + i] = value;
      rgb[2 * gray.length + i] = value;
    }
    return Image.of(WIDTH, HEIGHT, rgb);
  }

  private float sample(double x, double y) {
    double column = Math.max(0, Math.min(WIDTH - 1.001, x));
    double row = Math.max(0, Math.min(HEIGHT - 1.001, y));
    int i = (int) row * WIDTH + (int) column;
    double across = column - (int) column;
    double lower = row - (int) row;
    return (float)
        ((1 - lower) * ((1 - across) * gray[i] + across * gray[i + 1])
            + lower * ((1 - across) * gray[i + WIDTH] + across * gray[i + WIDTH + 1]));
  }

  /** In another light, with noise. */
  static Image noisy(Image image, double gain, double offset, double noise, long seed) {
    RandomGenerator random = RandomStreams.of(seed);
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] =
          (float) Math.max(0, Math.min(1, gain * rgb[i] + offset + noise * random.nextGaussian()));
    }
    return Image.of(image.width(), image.height(), rgb);
  }
}
