package io.github.anomaly4j.cli.product;

import java.util.List;
import java.util.random.RandomGenerator;

/** A planed board: year rings cut lengthwise, fine pores along the grain. */
final class Wood implements Drawing {

  @Override
  public List<String> defects() {
    return List.of("gouge", "knot", "stain", "wormhole");
  }

  @Override
  public void draw(Canvas canvas, RandomGenerator body, Flaw flaw) {
    Frame frame =
        Frame.turned(
            body.nextDouble(-200, 200),
            body.nextDouble(-200, 200),
            Math.toRadians(body.nextDouble(-5, 5)),
            1);
    Noise rings = new Noise(body.nextLong());
    Noise pores = new Noise(body.nextLong());
    Rgb early = new Rgb(0.78, 0.6, 0.41).times(body.nextDouble(0.96, 1.04));
    Rgb late = new Rgb(0.56, 0.38, 0.23);
    double density = body.nextDouble(0.85, 1.15);
    double px = flaw.in(26, 102);
    double py = flaw.in(26, 102);
    canvas
        .in(frame)
        .paint(
            Shape.EVERYWHERE,
            (x, y, below) -> {
              double bend = 2.6 * rings.at(x / 55, y / 26) + 0.35 * rings.at(x / 14, y / 7);
              double phase = y * density / 7.5 + bend;
              double within = phase - Math.floor(phase);
              double dark = Math.pow(within, 3) * Math.min(1, (1 - within) * 9);
              double fiber = pores.at(x / 16, y * 1.5);
              double fleck = Math.max(0, pores.at(x / 7 + 300, y * 1.1) - 0.55);
              return early.toward(late, 0.8 * dark).times(1 + 0.035 * fiber - 0.25 * fleck);
            });
    if (flaw.is("knot")) {
      double knot = flaw.between(3.5, 12);
      Shape outline = Shape.blob(flaw.random(), px, py, knot);
      canvas.paint(
          (x, y) -> outline.distance(x, y) - 2, Ink.film(new Rgb(0.8, 0.7, 0.6), 0.6), 4); // resin
      canvas.paint(outline, Ink.glaze(new Rgb(0.24, 0.14, 0.08), flaw.between(0.5, 0.85)), 3);
      canvas.paint(
          outline,
          (x, y, below) -> {
            double ring = Math.sin(Math.hypot(x - px, y - py) * 2.1);
            return below.times(1 + 0.16 * ring);
          });
    } else if (flaw.is("wormhole")) {
      double radius = flaw.between(1.5, 3.6);
      int holes = 1 + (int) (flaw.severity() * 2.6);
      for (int hole = 0; hole < holes; hole++) {
        double x = px + (hole == 0 ? 0 : flaw.in(-18, 18));
        double y = py + (hole == 0 ? 0 : flaw.in(-18, 18));
        canvas.paint(Shape.disc(x, y, radius + 1.2), Ink.film(new Rgb(1.1, 1.05, 0.95), 0.8), 2);
        canvas.paint(Shape.disc(x, y, radius), Ink.glaze(new Rgb(0.13, 0.08, 0.05), 0.92));
      }
    } else if (flaw.is("stain")) {
      Shape stain = Shape.blob(flaw.random(), px, py, flaw.between(8, 19));
      Rgb film = flaw.in(0, 1) < 0.5 ? new Rgb(0.55, 0.52, 0.55) : new Rgb(0.72, 0.55, 0.5);
      double strength = flaw.between(0.3, 0.8);
      canvas.paint(stain, Ink.film(film, strength), 4);
      // A drop dries from the middle: its edge is the darkest.
      Shape rim = (x, y) -> Math.abs(stain.distance(x, y) + 1.5) - 0.8;
      canvas.paint(rim, Ink.film(film, strength * 0.7), 2);
    } else if (flaw.is("gouge")) {
      double direction = flaw.in(0.5, 2.6);
      double length = flaw.between(10, 50);
      Shape gouge =
          Shape.stroke(
              flaw.random(),
              px - Math.cos(direction) * length / 2,
              py - Math.sin(direction) * length / 2,
              direction,
              length,
              flaw.between(0.6, 1.5),
              0.12);
      canvas.paint(gouge, Ink.glaze(new Rgb(0.32, 0.2, 0.12), flaw.between(0.55, 0.9)));
      canvas.paint(
          (x, y) -> gouge.distance(x - 1.1, y - 1.1),
          Ink.glaze(new Rgb(0.95, 0.82, 0.64), flaw.between(0.35, 0.6)),
          1.5);
    }
  }
}
