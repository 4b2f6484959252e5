package io.github.anomaly4j.internal.augment;

import java.util.random.RandomGenerator;

/** Gradient noise (Perlin, "An image synthesizer", 1985; fade curve of 2002) of some octaves. */
public final class FractalNoise {
  private static final int OCTAVES = 3;

  private FractalNoise() {}

  /**
   * A plane of {@code [height][width]} values, mostly in [-1, 1], mean about 0.
   *
   * @param cell the size of the largest features in pixels; each octave halves size and strength
   */
  public static float[] draw(int width, int height, double cell, RandomGenerator random) {
    float[] plane = new float[width * height];
    float strength = 1.2f;
    double size = Math.max(1.5, cell);
    for (int octave = 0; octave < OCTAVES && size >= 1.5; octave++) {
      add(plane, width, height, size, strength, random);
      size /= 2;
      strength /= 2;
    }
    return plane;
  }

  private static void add(
      float[] plane, int width, int height, double cell, float strength, RandomGenerator random) {
    int columns = (int) (width / cell) + 3;
    int rows = (int) (height / cell) + 3;
    float[] slopes = new float[2 * columns * rows];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = 2 * random.nextFloat() - 1;
    }
    float shiftX = random.nextFloat();
    float shiftY = random.nextFloat();
    for (int y = 0; y < height; y++) {
      float v = (float) (y / cell) + shiftY;
      int row = (int) v;
      v -= row;
      for (int x = 0; x < width; x++) {
        float u = (float) (x / cell) + shiftX;
        int column = (int) u;
        u -= column;
        int node = 2 * (row * columns + column);
        int below = node + 2 * columns;
        float top = mix(dot(slopes, node, u, v), dot(slopes, node + 2, u - 1, v), fade(u));
        float bottom =
            mix(dot(slopes, below, u, v - 1), dot(slopes, below + 2, u - 1, v - 1), fade(u));
        plane[y * width + x] += strength * mix(top, bottom, fade(v));
      }
    }
  }

  private static float dot(float[] slopes, int node, float u, float v) {
    return slopes[node] * u + slopes[node + 1] * v;
  }

  private static float mix(float from, float to, float share) {
    return from + (to - from) * share;
  }

  private static float fade(float t) {
    return t * t * t * (t * (t * 6 - 15) + 10);
  }
}
