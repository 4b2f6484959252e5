package io.github.anomaly4j.cli.product;

import java.util.List;
import java.util.random.RandomGenerator;

/** A capsule of two shells, one red, one ivory with a print, on a light tray. */
final class Capsule implements Drawing {
  private static final double HALF_LENGTH = 32;
  private static final double RADIUS = 19;
  private static final Rgb RED = new Rgb(0.74, 0.2, 0.16);
  private static final Rgb IVORY = new Rgb(0.9, 0.86, 0.77);

  @Override
  public List<String> defects() {
    return List.of("crack", "misprint", "spots", "squeeze");
  }

  @Override
  public void draw(Canvas canvas, RandomGenerator body, Flaw flaw) {
    Noise tray = new Noise(body.nextLong());
    Frame frame = Frame.loose(body, 5, 14, 0.02);
    double seam = body.nextDouble(-3, 1);
    double gloss = body.nextDouble(0.25, 0.35);
    Shape outline = Shape.line(-HALF_LENGTH, 0, HALF_LENGTH, 0, RADIUS);
    double pressedX = flaw.in(-26, 26);
    double side = flaw.in(0, 1) < 0.5 ? -1 : 1;
    double depth = flaw.is("squeeze") ? flaw.between(2.2, 7.5) : 0;
    double width = flaw.between(6, 11);
    Shape shell =
        (x, y) -> {
          double along = (x - pressedX) / width;
          return outline.distance(
              x, y + side * depth * Math.exp(-along * along) * presses(side, y));
        };
    canvas.paint(
        Shape.EVERYWHERE,
        (x, y, below) ->
            new Rgb(0.78, 0.8, 0.81)
                .plus(0.02 * tray.cloud(x / 2, y / 2, 2) + 0.02 * tray.at(x / 50, y / 50)));
    Canvas piece = canvas.in(frame);
    piece.paint((x, y) -> shell.distance(x - 3, y - 5), Ink.film(Rgb.gray(0.5), 0.75), 9);
    Glyphs print = Glyphs.of("A4J");
    boolean misprinted = flaw.is("misprint");
    double shiftX = misprinted ? flaw.between(1.6, 5) * (flaw.in(0, 1) < 0.5 ? -1 : 1) : 0;
    double shiftY = misprinted ? flaw.between(0, 3) * (flaw.in(0, 1) < 0.5 ? -1 : 1) : 0;
    boolean doubled = misprinted && flaw.in(0, 1) < 0.5;
    double fadedFrom = misprinted && !doubled ? flaw.in(10, 16) : 99;
    piece.paint(
        shell,
        (x, y, below) -> {
          double across = Math.min(1, Math.max(-1, y / RADIUS));
          double round = 0.62 + 0.42 * Math.sqrt(1 - across * across) - 0.1 * across;
          Rgb color = x < seam ? RED : IVORY;
          double ink = x > seam ? print.ink((x - 10) / 1.5, (y + 5) / 1.5) : 0;
          if (doubled) {
            ink = Math.max(ink, 0.85 * print.ink((x - 10 - shiftX) / 1.5, (y + 5 - shiftY) / 1.5));
          } else if (x > fadedFrom) {
            // The stamp lifted early: what is right of that place is pale.
            ink *= 1 - flaw.between(0.55, 1);
          }
          Rgb shaded = color.toward(new Rgb(0.25, 0.22, 0.3), 0.85 * ink).times(round);
          if (Math.abs(x - seam) < 0.9) {
            shaded = shaded.times(0.8);
          }
          double pressed = (x - pressedX) / width;
          double onSide = Math.max(0, side * across);
          double hollow = depth / 7.5 * Math.exp(-pressed * pressed) * onSide;
          return shaded.times(1 - 0.45 * hollow);
        });
    Shape shine = Shape.line(-HALF_LENGTH + 2, -9, HALF_LENGTH - 4, -9, 2.2);
    piece.paint(
        (x, y) -> {
          double along = (x - pressedX) / width;
          return shine.distance(
              x, y + side * 0.6 * depth * Math.exp(-along * along) * presses(side, y));
        },
        (x, y, below) -> below.plus(gloss),
        4);

    double fx = flaw.in(-34, 34);
    double fy = flaw.in(-11, 11);
    if (flaw.is("crack")) {
      double length = flaw.between(11, 34);
      double direction = flaw.direction();
      double strength = flaw.between(0.55, 0.95);
      Shape crack =
          Shape.stroke(flaw.random(), fx, fy, direction, length, flaw.between(0.45, 0.95), 0.6);
      double branchX = fx + Math.cos(direction) * length * 0.35;
      double branchY = fy + Math.sin(direction) * length * 0.35;
      Shape branch =
          Shape.stroke(flaw.random(), branchX, branchY, direction + 0.9, length * 0.45, 0.5, 0.5);
      Shape both = flaw.severity() > 0.4 ? crack.or(branch) : crack;
      piece.paint(both.and(shell), Ink.glaze(new Rgb(0.16, 0.1, 0.1), strength));
      piece.paint(
          ((Shape) (x, y) -> both.distance(x, y - 1.1)).and(shell), Ink.glaze(IVORY, 0.3), 1);
    } else if (flaw.is("spots")) {
      int spots = 1 + (int) Math.round(flaw.between(0, 6));
      for (int spot = 0; spot < spots; spot++) {
        Shape dirt =
            Shape.blob(
                flaw.random(),
                0.6 * fx + flaw.in(-19, 19),
                flaw.in(-12, 12),
                flaw.between(1.3, 2.6) * flaw.in(0.8, 1.3));
        piece.paint(dirt.and(shell), Ink.glaze(new Rgb(0.14, 0.15, 0.12), 0.75));
      }
    }
  }

  /** A press from one side moves only that side. */
  private static double presses(double side, double y) {
    return Math.min(1, Math.max(0, 0.5 + side * y / 10));
  }
}
