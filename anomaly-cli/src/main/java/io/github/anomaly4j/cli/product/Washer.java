package io.github.anomaly4j.cli.product;

import java.util.List;
import java.util.random.RandomGenerator;

/** A turned washer on a dark belt: fine rings from the tool and the two bright fans of a lathe. */
final class Washer implements Drawing {
  private static final double OUTER = 46;
  private static final double INNER = 17;

  @Override
  public List<String> defects() {
    return List.of("chip", "dent", "rust", "scratch");
  }

  @Override
  public void draw(Canvas canvas, RandomGenerator body, Flaw flaw) {
    Noise belt = new Noise(body.nextLong());
    Noise tool = new Noise(body.nextLong());
    Frame frame = Frame.loose(body, 5, 180, 0.02);
    double fan = Math.toRadians(body.nextDouble(20, 70));
    double steel = body.nextDouble(0.55, 0.61);
    canvas.paint(
        Shape.EVERYWHERE,
        (x, y, below) ->
            new Rgb(0.15, 0.16, 0.17)
                .plus(0.03 * belt.cloud(x / 3, y / 3, 3) + 0.02 * belt.at(x / 40, y / 40)));
    Shape disc = Shape.disc(0, 0, OUTER).without(Shape.disc(0, 0, INNER));
    Shape whole = disc;
    if (flaw.is("chip")) {
      double angle = flaw.direction();
      double size = flaw.between(2.8, 10);
      double at = flaw.in(0, 1) < 0.75 ? OUTER + size * 0.25 : INNER - size * 0.25;
      whole =
          disc.without(Shape.blob(flaw.random(), at * Math.cos(angle), at * Math.sin(angle), size));
    }
    Shape ring = whole;
    Canvas piece = canvas.in(frame);
    piece.paint(
        (x, y) -> ring.distance(x - 2, y - 2), Ink.film(Rgb.gray(0.35), 0.8), 6); // its shadow
    double turn = frame.angle();
    piece.paint(
        ring,
        (x, y, below) -> {
          double radius = Math.hypot(x, y);
          double angle = Math.atan2(y, x) + turn;
          double fans = Math.pow(Math.cos(angle - fan), 2);
          double rings = 0.05 * tool.at(radius * 1.1, 0) + 0.035 * tool.at(radius * 2.3, 40);
          double grain = 0.03 * tool.at(radius * 1.5, (angle - turn) * 8 + 100);
          double level = steel - 0.13 + 0.3 * fans * fans + rings + grain;
          double bevel = Math.max(0, radius - OUTER + 2.2) + Math.max(0, INNER + 2 - radius);
          double towardLight = Math.cos(angle + Math.toRadians(135));
          level += bevel * (radius < 30 ? -0.09 : 0.09) * towardLight;
          return new Rgb(level * 0.99, level, level * 1.02);
        });

    double angle = flaw.direction();
    double middle = flaw.in(INNER + 9, OUTER - 9);
    double fx = middle * Math.cos(angle);
    double fy = middle * Math.sin(angle);
    if (flaw.is("scratch")) {
      double length = flaw.between(11, 44);
      double direction = flaw.direction();
      Shape scratch =
          Shape.stroke(
              flaw.random(),
              fx - Math.cos(direction) * length / 2,
              fy - Math.sin(direction) * length / 2,
              direction,
              length,
              flaw.between(0.45, 0.9),
              0.16);
      double strength = flaw.between(0.4, 0.85);
      piece.paint(
          ((Shape) (x, y) -> scratch.distance(x - 0.8, y - 0.8)).and(disc),
          Ink.glaze(Rgb.gray(0.2), strength));
      piece.paint(scratch.and(disc), Ink.glaze(Rgb.gray(0.97), strength));
    } else if (flaw.is("dent")) {
      double radius = flaw.between(3.2, 9);
      double depth = flaw.between(0.22, 0.5);
      Shape dent = Shape.disc(fx, fy, radius);
      piece.paint(
          dent.and(disc),
          (x, y, below) -> {
            double dx = (x - fx) / radius;
            double dy = (y - fy) / radius;
            double slope = Math.sin(Math.PI * Math.min(1, Math.hypot(dx, dy)));
            double facing = Math.cos(Math.atan2(dy, dx) + turn - Math.toRadians(45));
            return below.plus(depth * slope * facing - 0.15 * depth * (1 - Math.hypot(dx, dy)));
          },
          2);
    } else if (flaw.is("rust")) {
      Noise blotch = new Noise(flaw.random().nextLong());
      double strength = flaw.between(0.4, 0.9);
      Shape patch = Shape.blob(flaw.random(), fx, fy, flaw.between(4, 13));
      piece.paint(
          patch.and(disc),
          (x, y, below) -> {
            double cover = Math.min(1, Math.max(0, 0.65 + 1.3 * blotch.cloud(x / 2.5, y / 2.5, 3)));
            Rgb rust = new Rgb(0.45, 0.25, 0.12).times(1 + 0.4 * blotch.at(x, y));
            return below.toward(rust, strength * cover);
          },
          3);
    }
  }
}
