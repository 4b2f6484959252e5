package io.github.anomaly4j.cli.product;

/** What a shape is filled with: a color for every place, given the color that lies below. */
@FunctionalInterface
interface Ink {
  Rgb at(double x, double y, Rgb below);

  static Ink solid(Rgb color) {
    return (x, y, below) -> color;
  }

  /** Lets the share of another color shine through what lies below. */
  static Ink glaze(Rgb color, double share) {
    return (x, y, below) -> below.toward(color, share);
  }

  /** Lets what lies below through a colored film of the given strength. */
  static Ink film(Rgb color, double strength) {
    return (x, y, below) -> below.toward(below.through(color), strength);
  }
}
