package io.github.anomaly4j.cli.product;

/** A color; its parts are in [0, 1] once they are stored in an image, and free before that. */
record Rgb(double red, double green, double blue) {

  static Rgb gray(double level) {
    return new Rgb(level, level, level);
  }

  /** Every part times a factor: more or less light. */
  Rgb times(double factor) {
    return new Rgb(red * factor, green * factor, blue * factor);
  }

  /** Every part times its own factor: what a film of dirt does. */
  Rgb through(Rgb film) {
    return new Rgb(red * film.red, green * film.green, blue * film.blue);
  }

  /** Every part plus a level: gloss. */
  Rgb plus(double level) {
    return new Rgb(red + level, green + level, blue + level);
  }

  /** The way from this color (0) to another (1). */
  Rgb toward(Rgb other, double share) {
    return new Rgb(
        red + (other.red - red) * share,
        green + (other.green - green) * share,
        blue + (other.blue - blue) * share);
  }
}
