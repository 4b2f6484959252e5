package io.github.anomaly4j.cli.product;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A printed label on cardboard: name, number, a sign and a bar code. The last two digits of the
 * number are different on every label.
 */
final class Label implements Drawing {
  private static final double HALF_WIDTH = 48;
  private static final double HALF_HEIGHT = 38;
  private static final Rgb PAPER = new Rgb(0.92, 0.91, 0.88);
  private static final Rgb INK = new Rgb(0.12, 0.12, 0.15);

  @Override
  public List<String> defects() {
    return List.of("faded", "misprint", "smear", "torn");
  }

  @Override
  public void draw(Canvas canvas, RandomGenerator body, Flaw flaw) {
    Noise board = new Noise(body.nextLong());
    Noise pulp = new Noise(body.nextLong());
    Frame frame = Frame.loose(body, 4, 4, 0.015);
    Print print = print("LOT 48" + body.nextInt(10) + body.nextInt(10));
    double density = body.nextDouble(0.88, 0.96);
    canvas.paint(
        Shape.EVERYWHERE,
        (x, y, below) ->
            new Rgb(0.63, 0.49, 0.35)
                .plus(
                    0.05 * board.cloud(x / 9, y / 1.6, 3)
                        + 0.02 * Math.sin(y * 2 * Math.PI / 9)
                        + 0.03 * board.at(x / 2 + 70, y / 2)));

    Shape whole = Shape.box(0, 0, HALF_WIDTH, HALF_HEIGHT, 3);
    Shape paper = flaw.is("torn") ? torn(whole, flaw) : whole;
    Print printed = flawed(print, flaw);
    Canvas piece = canvas.in(frame);
    piece.paint((x, y) -> paper.distance(x - 0.8, y - 1), Ink.film(Rgb.gray(0.55), 0.8), 3);
    piece.paint(
        paper,
        (x, y, below) -> {
          Rgb sheet = PAPER.plus(0.012 * pulp.cloud(x, y, 2));
          double worn = 1 + 0.08 * pulp.at(x / 2, y / 2);
          return sheet.toward(INK, Math.min(1, density * worn * printed.ink(x, y)));
        });
    if (flaw.is("torn")) {
      // Where a label tears, the white core of the paper shows along the edge.
      Shape edge = (x, y) -> Math.abs(paper.distance(x, y) + 0.6) - 0.8;
      piece.paint(
          edge.and((x, y) -> whole.distance(x, y) + 1.5), Ink.glaze(Rgb.gray(0.99), 0.8), 1);
    }
  }

  private static Shape torn(Shape whole, Flaw flaw) {
    double cornerX = flaw.in(0, 1) < 0.5 ? -1 : 1;
    double cornerY = flaw.in(0, 1) < 0.5 ? -1 : 1;
    double size = flaw.between(8, 27);
    double lean = flaw.in(0.7, 1.4);
    Noise rip = new Noise(flaw.random().nextLong());
    return whole.without(
        (x, y) -> {
          double fromX = HALF_WIDTH - cornerX * x;
          double fromY = HALF_HEIGHT - cornerY * y;
          return (fromX * lean + fromY / lean - size + 2.2 * rip.cloud(x / 4, y / 4, 3)) * 0.7;
        });
  }

  private static Print flawed(Print print, Flaw flaw) {
    double fx = flaw.in(-32, 26);
    double fy = flaw.in(-27, 25);
    switch (flaw.kind()) {
      case "faded" -> {
        Shape pale = Shape.blob(flaw.random(), fx, fy, flaw.between(6, 17));
        double loss = flaw.between(0.55, 0.95);
        Noise grain = new Noise(flaw.random().nextLong());
        return (x, y) -> {
          double inside = Math.min(1, Math.max(0, 0.5 - pale.distance(x, y) / 4));
          return print.ink(x, y)
              * (1 - inside * Math.min(1, loss + 0.3 * grain.at(x / 1.5, y / 1.5)));
        };
      }
      case "smear" -> {
        Shape wet = Shape.blob(flaw.random(), fx, fy, flaw.between(8, 18));
        double reach = flaw.between(5, 13);
        double strength = flaw.between(0.5, 0.9);
        return (x, y) -> {
          double inside = Math.min(1, Math.max(0, 0.5 - wet.distance(x, y) / 5));
          double dragged = 0;
          for (int step = 1; step <= 12; step++) {
            double back = reach * step / 12;
            dragged += print.ink(x - back, y - 0.15 * back) * (1 - step / 14.0) / 4;
          }
          return Math.max(print.ink(x, y), inside * strength * Math.min(1, dragged));
        };
      }
      case "misprint" -> {
        // A band of the print head is out of register.
        double top = flaw.in(-32, 14);
        double height = flaw.between(8, 22);
        double shiftX = flaw.between(1.6, 6) * (flaw.in(0, 1) < 0.5 ? -1 : 1);
        double shiftY = flaw.between(0.4, 2) * (flaw.in(0, 1) < 0.5 ? -1 : 1);
        return (x, y) ->
            y > top && y < top + height ? print.ink(x + shiftX, y + shiftY) : print.ink(x, y);
      }
      default -> {
        return print;
      }
    }
  }

  private static Print print(String number) {
    Glyphs name = Glyphs.of("ANOMALY4J");
    Glyphs lot = Glyphs.of(number);
    Glyphs small = Glyphs.of("NO 7.25 M");
    Shape sign = Shape.disc(32, 0, 9).without(Shape.disc(32, 0, 6.5)).or(Shape.disc(32, 0, 3));
    Shape rule = Shape.box(0, -15, 42, 0.7, 0);
    Noise bars = new Noise(4_006_381);
    return (x, y) -> {
      double ink = name.ink((x + 41) / 1.5, (y + 31) / 1.5);
      ink = Math.max(ink, lot.ink((x + 41) / 1.1, (y + 9) / 1.1));
      ink = Math.max(ink, small.ink(x + 41, y - 3));
      if (sign.distance(x, y) < 0 || rule.distance(x, y) < 0) {
        ink = 1;
      }
      if (y > 15 && y < 32 && x > -41 && x < 41) {
        long bar = (long) Math.floor((x + 41) / 1.6);
        ink = Math.max(ink, bars.of(bar) > -0.05 ? 1 : 0);
      }
      return ink;
    };
  }

  /** How much ink there is at a point of the label, from 0 to 1. */
  @FunctionalInterface
  private interface Print {
    double ink(double x, double y);
  }
}
