package io.github.anomaly4j.cli.product;

/** Fills a shape: gives a color for every point, from the color below. */
@FunctionalInterface
interface Ink {
  Rgb at(double x, double y, Rgb below);

  static Ink solid(Rgb color) {
    return (x, y, below) -> color;
  }

  /** Mixes a share of another color into the color below. */
  static Ink glaze(Rgb color, double share) {
    return (x, y, below) -> below.toward(color, share);
  }

  /** Covers the color below by a colored film of the given strength. */
  static Ink film(Rgb color, double strength) {
    return (x, y, below) -> below.toward(below.through(color), strength);
  }
}
