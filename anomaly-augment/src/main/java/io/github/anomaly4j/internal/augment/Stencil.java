package io.github.anomaly4j.internal.augment;

import java.util.Arrays;

/**
 * The shape of a damage: a box inside the image with a weight for each of its pixels.
 *
 * @param alpha weights in [0, 1], {@code [height][width]}
 */
public record Stencil(int x, int y, int width, int height, float[] alpha) {
  /** The distance of a place from the border of a shape, in pixels; negative outside. */
  public interface Depth {
    double at(double dx, double dy);
  }

  /**
   * The part of a shape that is in the canvas, with one row and column of free pixels around it if
   * the canvas has them.
   *
   * @param reach no position farther than this from the center is inside the shape
   * @param feather the width in pixels over which the weight falls from 1 to 0; at least 1
   */
  public static Stencil of(
      Canvas canvas, double centerX, double centerY, double reach, double feather, Depth depth) {
    double margin = reach + feather / 2 + 1;
    int left = (int) Math.max(0, Math.floor(centerX - margin));
    int top = (int) Math.max(0, Math.floor(centerY - margin));
    int right = (int) Math.min(canvas.width - 1, Math.ceil(centerX + margin));
    int bottom = (int) Math.min(canvas.height - 1, Math.ceil(centerY + margin));
    int width = right - left + 1;
    int height = bottom - top + 1;
    float[] alpha = new float[width * height];
    for (int at = 0; at < alpha.length; at++) {
      double inside = depth.at(left + at % width - centerX, top + at / width - centerY);
      alpha[at] = (float) Math.max(0, Math.min(1, inside / feather + 0.5));
    }
    return new Stencil(left, top, width, height, alpha);
  }

  /** A box with weights of 1. */
  public static Stencil full(int x, int y, int width, int height) {
    float[] alpha = new float[width * height];
    Arrays.fill(alpha, 1);
    return new Stencil(x, y, width, height, alpha);
  }

  /** The same box with a weight of 1 where the weight is at least one half, and 0 elsewhere. */
  public Stencil hard() {
    float[] hard = new float[alpha.length];
    for (int at = 0; at < hard.length; at++) {
      hard[at] = alpha[at] >= 0.5f ? 1 : 0;
    }
    return new Stencil(x, y, width, height, hard);
  }
}
