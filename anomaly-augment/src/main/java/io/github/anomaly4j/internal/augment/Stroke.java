package io.github.anomaly4j.internal.augment;

import java.util.random.RandomGenerator;

/** Lines of random direction, drawn as overlapping soft dots. */
public final class Stroke {
  private static final double KINK_CHANCE = 0.08;
  private static final double BRANCH_CHANCE = 0.03;
  private static final double MIN_BRANCH = 6;

  private final int width;
  private final int height;
  private final double wander;
  private final RandomGenerator random;
  private final float[] alpha;

  public Stroke(Canvas canvas, double wander, RandomGenerator random) {
    width = canvas.width;
    height = canvas.height;
    this.wander = wander;
    this.random = random;
    alpha = new float[width * height];
  }

  public Stencil stencil() {
    return new Stencil(0, 0, width, height, alpha);
  }

  /**
   * Walks in steps of one pixel; the line becomes thinner towards its ends and fades in and out.
   */
  public void walk(Location start, double direction, double length, double thickness) {
    double x = start.x();
    double y = start.y();
    double angle = direction;
    double ink = 0.9;
    for (double done = 0; done <= length; done++) {
      double taper = 0.5 + 0.5 * Math.sin(Math.PI * done / length);
      dot(x, y, Math.max(0.5, thickness * taper / 2), ink);
      ink = Math.max(0.35, Math.min(1, ink + 0.3 * (random.nextDouble() - 0.5)));
      angle += wander * wander * 0.5 * (random.nextDouble() - 0.5);
      if (random.nextDouble() < wander * KINK_CHANCE) {
        angle += 1.5 * (random.nextDouble() - 0.5);
      }
      double rest = length - done;
      if (rest > MIN_BRANCH && random.nextDouble() < wander * BRANCH_CHANCE) {
        double fork = (random.nextBoolean() ? 1 : -1) * (0.4 + 0.6 * random.nextDouble());
        walk(new Location(x, y), angle + fork, rest * 0.6 * random.nextDouble(), thickness * 0.7);
      }
      x += Math.cos(angle);
      y += Math.sin(angle);
    }
  }

  private void dot(double x, double y, double radius, double ink) {
    int left = (int) Math.max(0, Math.ceil(x - radius - 0.5));
    int right = (int) Math.min(width - 1, Math.floor(x + radius + 0.5));
    int top = (int) Math.max(0, Math.ceil(y - radius - 0.5));
    int bottom = (int) Math.min(height - 1, Math.floor(y + radius + 0.5));
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double inside = radius + 0.5 - Math.hypot(column - x, row - y);
        float cover = (float) (ink * Math.max(0, Math.min(1, inside)));
        alpha[row * width + column] = Math.max(alpha[row * width + column], cover);
      }
    }
  }
}
