package io.github.anomaly4j.cli.product;

import java.util.List;
import java.util.random.RandomGenerator;

/** Twill: blue warp over gray weft, every thread of its own thickness and shade. */
final class Fabric implements Drawing {
  private static final double PITCH = 5;

  @Override
  public List<String> defects() {
    return List.of("hole", "missing_thread", "snag", "stain");
  }

  @Override
  public void draw(Canvas canvas, RandomGenerator body, Flaw flaw) {
    Frame frame =
        Frame.turned(
            body.nextDouble(0, 40),
            body.nextDouble(0, 40),
            Math.toRadians(body.nextDouble(-4, 4)),
            body.nextDouble(0.97, 1.03));
    Noise shade = new Noise(body.nextLong());
    Noise sway = new Noise(body.nextLong());
    Rgb warp = new Rgb(0.23, 0.33, 0.52).times(body.nextDouble(0.95, 1.05));
    Rgb weft = new Rgb(0.66, 0.67, 0.68);
    Canvas cloth = canvas.in(frame);

    double missing = Double.NaN;
    double gapTop = 0;
    double gapBottom = 0;
    if (flaw.is("missing_thread")) {
      missing = Math.floor(frame.localX(flaw.in(25, 103), 64) / PITCH);
      double length = flaw.between(26, 110);
      double center = frame.localY(64, flaw.in(40, 88));
      gapTop = center - length / 2;
      gapBottom = center + length / 2;
    }
    double gone = missing;
    double from = gapTop;
    double to = gapBottom;
    cloth.paint(
        Shape.EVERYWHERE,
        (x0, y0, below) -> {
          double x = x0 + 1.0 * sway.at(x0 / 22, y0 / 22);
          double y = y0 + 1.0 * sway.at(x0 / 22 + 99, y0 / 22);
          long column = (long) Math.floor(x / PITCH);
          long row = (long) Math.floor(y / PITCH);
          boolean present = !(column == gone && y > from && y < to);
          boolean warpOver = Math.floorMod(column + row, 4L) < 2;
          Rgb under = thread(weft, y / PITCH - row, shade.of(row), shade, x / 3, y * 2);
          if (!warpOver && present) {
            return under;
          }
          if (!present) {
            // Only the weft is left, sagging and with shadow between its threads.
            double between = Math.abs(2 * (y / PITCH - row) - 1);
            return under.times(0.8 - 0.45 * between * between);
          }
          return thread(warp, x / PITCH - column, shade.of(column + 9999), shade, x * 2, y / 3);
        });

    double px = flaw.in(26, 102);
    double py = flaw.in(26, 102);
    if (flaw.is("hole")) {
      double radius = flaw.between(3.2, 11);
      Shape hole = Shape.blob(flaw.random(), px, py, radius);
      canvas.paint(hole, Ink.film(new Rgb(0.75, 0.75, 0.78), 0.7), 5);
      canvas.paint(
          hole, (x, y, below) -> new Rgb(0.07, 0.07, 0.09).toward(below, 0.1), flaw.between(2, 1));
      for (int fray = 0; fray < 3 + 7 * flaw.severity(); fray++) {
        double angle = flaw.direction();
        double x = px + radius * Math.cos(angle);
        double y = py + radius * Math.sin(angle);
        Shape end =
            Shape.stroke(flaw.random(), x, y, angle + flaw.in(2.2, 4), flaw.in(2, 6), 0.5, 0.5);
        canvas.paint(end, Ink.glaze(fray % 2 == 0 ? warp.plus(0.1) : weft, 0.9));
      }
    } else if (flaw.is("stain")) {
      Shape stain = Shape.blob(flaw.random(), px, py, flaw.between(7, 18));
      canvas.paint(
          stain, Ink.film(new Rgb(0.62, 0.5, 0.33), flaw.between(0.35, 0.95)), flaw.in(3, 7));
    } else if (flaw.is("snag")) {
      double angle = flaw.direction();
      Shape loop =
          Shape.stroke(
              flaw.random(), px, py, angle, flaw.between(12, 46), flaw.between(0.7, 1.3), 0.75);
      canvas.paint((x, y) -> loop.distance(x - 1.2, y - 1.4), Ink.film(Rgb.gray(0.45), 0.7), 2);
      Rgb fiber = flaw.in(0, 1) < 0.5 ? weft.times(1.2) : warp.plus(0.15);
      canvas.paint(loop, Ink.solid(fiber));
    }
  }

  /** Round in cross section, twisted along its length, a little lighter or darker than the rest. */
  private static Rgb thread(
      Rgb color, double across, double tone, Noise shade, double x, double y) {
    double round = 2 * across - 1;
    double relief = 0.45 + 0.6 * Math.sqrt(Math.max(0, 1 - round * round));
    double twist = 0.07 * shade.at(x, y);
    return color.times(relief * (1 + 0.09 * tone + twist));
  }
}
