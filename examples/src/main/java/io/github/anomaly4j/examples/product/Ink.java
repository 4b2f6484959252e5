package io.github.anomaly4j.examples.product;

/** What a shape is filled with: a colour for every place, given the colour that lies below. */
@FunctionalInterface
interface Ink {
  Rgb at(double x, double y, Rgb below);

  static Ink solid(Rgb colour) {
    return (x, y, below) -> colour;
  }

  /** Lets the share of another colour shine through what lies below. */
  static Ink glaze(Rgb colour, double share) {
    return (x, y, below) -> below.toward(colour, share);
  }

  /** Lets what lies below through a coloured film of the given strength. */
  static Ink film(Rgb colour, double strength) {
    return (x, y, below) -> below.toward(below.through(colour), strength);
  }
}
