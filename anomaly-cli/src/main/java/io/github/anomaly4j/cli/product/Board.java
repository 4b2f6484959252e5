package io.github.anomaly4j.cli.product;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A circuit board: two chips with pins, resistors, a round capacitor, a field of gold pads. */
final class Board implements Drawing {
  private static final Rgb MASK = new Rgb(0.1, 0.34, 0.2);
  private static final Rgb TRACE = new Rgb(0.16, 0.45, 0.27);
  private static final Rgb GOLD = new Rgb(0.83, 0.69, 0.36);
  private static final Rgb SOLDER = new Rgb(0.7, 0.72, 0.74);
  private static final Rgb PLASTIC = new Rgb(0.11, 0.11, 0.12);

  /** Where resistors are soldered: x, y, and 1 if upright. */
  private static final double[][] RESISTORS = {
    {-38, 32, 0}, {-20, 32, 0}, {-2, 32, 0}, {-38, 43, 0}, {-20, 43, 0}, {44, -6, 1}, {44, 14, 1},
  };

  @Override
  public List<String> defects() {
    return List.of("bridge", "crooked", "missing_part", "scratch");
  }

  @Override
  public void draw(Canvas canvas, RandomGenerator body, Flaw flaw) {
    Noise sheen = new Noise(body.nextLong());
    Noise placement = new Noise(body.nextLong());
    Frame frame = Frame.loose(body, 3, 2.5, 0.01);
    Canvas piece = canvas.in(frame);
    canvas.paint(Shape.EVERYWHERE, Ink.solid(Rgb.gray(0.12)));
    Shape plate = Shape.box(0, 0, 57, 57, 3);
    Shape drilled = plate;
    for (int corner = 0; corner < 4; corner++) {
      double x = corner % 2 == 0 ? -51 : 51;
      double y = corner < 2 ? -51 : 51;
      drilled = drilled.without(Shape.disc(x, y, 2.6));
    }
    piece.paint(
        drilled,
        (x, y, below) ->
            MASK.plus(0.012 * sheen.cloud(x, y, 2)).times(1 + 0.05 * sheen.at(x / 40, y / 40)));
    piece.paint(traces(), Ink.solid(TRACE));
    pads(piece);
    chip(piece, -22, -12, 19, 13, placement.of(1), placement.of(2));
    chip(piece, 24, -34, 13, 9, placement.of(3), placement.of(4));
    capacitor(piece, 24, 2, placement);
    resistors(piece, placement, flaw);
    flaws(piece, flaw, plate);
  }

  private static Shape traces() {
    List<double[]> ways = new ArrayList<>();
    for (int lane = 0; lane < 5; lane++) {
      double y = 6.0 + lane * 3.5;
      ways.add(new double[] {-34 + lane * 6, 2, -34 + lane * 6, y + 6});
      ways.add(new double[] {-34 + lane * 6, y + 6, 10 + lane, y + 6});
    }
    ways.add(new double[] {10, -38, -2, -38});
    ways.add(new double[] {-2, -38, -8, -26});
    ways.add(new double[] {10, -32, 2, -32});
    ways.add(new double[] {2, -32, -3, -22});
    ways.add(new double[] {38, -34, 44, -28});
    ways.add(new double[] {44, -28, 44, 26});
    ways.add(new double[] {24, 12, 24, 30});
    Shape all = (x, y) -> 1e6;
    for (double[] way : ways) {
      all = all.or(Shape.line(way[0], way[1], way[2], way[3], 0.8));
    }
    return all;
  }

  private static void pads(Canvas piece) {
    Shape rings = (x, y) -> 1e6;
    Shape holes = (x, y) -> 1e6;
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 6; column++) {
        double x = 15 + column * 6.6;
        double y = 34 + row * 6.6;
        rings = rings.or(Shape.disc(x, y, 2.3));
        holes = holes.or(Shape.disc(x, y, 1));
      }
    }
    for (int column = 0; column < 9; column++) {
      rings = rings.or(Shape.disc(-42 + column * 5.5, -46, 1.7));
    }
    piece.paint(rings, Ink.solid(GOLD));
    piece.paint(holes, Ink.solid(Rgb.gray(0.08)));
  }

  private static void chip(
      Canvas piece, double x, double y, double halfWidth, double halfHeight, double dx, double dy) {
    double left = x + 0.5 * dx;
    double top = y + 0.5 * dy;
    Shape pins = (px, py) -> 1e6;
    for (double pin = -halfWidth + 2.5; pin <= halfWidth - 2; pin += 5) {
      pins = pins.or(Shape.box(left + pin, top, 1.1, halfHeight + 3.4, 0.3));
    }
    piece.paint(pins, Ink.solid(SOLDER));
    Shape body = Shape.box(left, top, halfWidth, halfHeight, 1);
    piece.paint((px, py) -> body.distance(px - 1, py - 1), Ink.film(Rgb.gray(0.4), 0.7), 2);
    piece.paint(body, (px, py, below) -> PLASTIC.plus((top - py) * 0.0025));
    piece.paint(
        Shape.disc(left - halfWidth + 3.5, top - halfHeight + 3.5, 1.4), Ink.solid(Rgb.gray(0.3)));
    Glyphs type = Glyphs.of(halfWidth > 15 ? "A4J07" : "555");
    piece.paint(
        (px, py) -> type.ink((px - left + type.width() / 2.0), py - top + 3) > 0 ? -1 : 1,
        Ink.glaze(Rgb.gray(0.62), 0.8));
  }

  private static void capacitor(Canvas piece, double x, double y, Noise placement) {
    double left = x + 0.5 * placement.of(5);
    double top = y + 0.5 * placement.of(6);
    Shape can = Shape.disc(left, top, 9);
    piece.paint((px, py) -> can.distance(px - 1.2, py - 1.2), Ink.film(Rgb.gray(0.35), 0.8), 3);
    piece.paint(can, (px, py, below) -> Rgb.gray(0.68 - 0.012 * (px - left) - 0.014 * (py - top)));
    piece.paint(can.and((px, py) -> px - left + 4.5), Ink.solid(Rgb.gray(0.13)));
    piece.paint((px, py) -> Math.abs(can.distance(px, py) + 1.4) - 0.5, Ink.film(Rgb.gray(0.7), 1));
  }

  private static void resistors(Canvas piece, Noise placement, Flaw flaw) {
    int touched = flaw.random().nextInt(RESISTORS.length);
    double tilt = Math.toRadians(flaw.between(14, 65)) * (flaw.in(0, 1) < 0.5 ? -1 : 1);
    double slide = flaw.between(1.0, 4);
    for (int part = 0; part < RESISTORS.length; part++) {
      double[] place = RESISTORS[part];
      double upright = place[2] * Math.PI / 2;
      double padX = 5 * Math.cos(upright);
      double padY = 5 * Math.sin(upright);
      Shape pads =
          Shape.turnedBox(place[0] - padX, place[1] - padY, 2.3, 3, upright)
              .or(Shape.turnedBox(place[0] + padX, place[1] + padY, 2.3, 3, upright));
      piece.paint(pads, Ink.solid(SOLDER));
      boolean own = part == touched;
      if (own && flaw.is("missing_part")) {
        continue;
      }
      boolean crooked = own && flaw.is("crooked");
      double angle = upright + Math.toRadians(3) * placement.of(20 + part) + (crooked ? tilt : 0);
      double x = place[0] + 0.4 * placement.of(30 + part) + (crooked ? slide : 0);
      double y = place[1] + 0.4 * placement.of(40 + part);
      Shape body = Shape.turnedBox(x, y, 5.4, 2.6, angle);
      Frame along = Frame.turned(x, y, angle, 1);
      piece.paint((px, py) -> body.distance(px - 0.7, py - 0.7), Ink.film(Rgb.gray(0.5), 0.7), 2);
      piece.paint(
          body,
          (px, py, below) ->
              Math.abs(along.localX(px, py)) > 3.9 ? Rgb.gray(0.82) : new Rgb(0.17, 0.16, 0.2));
    }
  }

  private static void flaws(Canvas piece, Flaw flaw, Shape plate) {
    if (flaw.is("bridge")) {
      // Solder between two neighboring pins of the larger chip, or between two pads.
      boolean pins = flaw.in(0, 1) < 0.5;
      double x = pins ? -36 + 5 * flaw.random().nextInt(6) : 18.3 + 6.6 * flaw.random().nextInt(5);
      double y =
          pins ? -12 + 14.8 * (flaw.in(0, 1) < 0.5 ? -1 : 1) : 34 + 6.6 * flaw.random().nextInt(3);
      double reach = flaw.between(2.4, 4.2);
      Shape blob = Shape.line(x - reach, y, x + reach, y, flaw.between(0.8, 2.4));
      piece.paint(
          blob, (px, py, below) -> SOLDER.plus(0.16 * (y - py) - 0.03 * Math.abs(px - x)), 1);
    } else if (flaw.is("scratch")) {
      double direction = flaw.direction();
      Shape scratch =
          Shape.stroke(
                  flaw.random(),
                  flaw.in(-35, 35),
                  flaw.in(-35, 35),
                  direction,
                  flaw.between(13, 52),
                  flaw.between(0.45, 1),
                  0.1)
              .and(plate);
      piece.paint(scratch, Ink.glaze(new Rgb(0.8, 0.66, 0.5), flaw.between(0.5, 0.9)));
    }
  }
}
