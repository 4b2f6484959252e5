package io.github.anomaly4j.internal.registration;

/**
 * A turn about the middle of an image, and then a shift: where the pixels of a template lie in an
 * image of the same size.
 *
 * @param dx to the right, in pixels
 * @param dy down, in pixels
 * @param radians clockwise on the screen
 */
public record Rigid(double dx, double dy, double radians) {
  /** Everything lies in its place. */
  public static final Rigid NONE = new Rigid(0, 0, 0);

  /** The same in an image of another size. */
  Rigid scaled(double factor) {
    return new Rigid(dx * factor, dy * factor, radians);
  }

  /** Where the pixels of the image lie in the template. */
  public Rigid inverse() {
    double cos = Math.cos(radians);
    double sin = Math.sin(radians);
    return new Rigid(-(cos * dx + sin * dy), sin * dx - cos * dy, -radians);
  }

  /** First another one, then this one. */
  Rigid after(Rigid first) {
    double cos = Math.cos(radians);
    double sin = Math.sin(radians);
    return new Rigid(
        cos * first.dx - sin * first.dy + dx,
        sin * first.dx + cos * first.dy + dy,
        radians + first.radians);
  }

  /** How far it moves the pixels of an image at most. */
  public double reach(int width, int height) {
    return Math.hypot(dx, dy)
        + 2 * Math.abs(Math.sin(radians / 2)) * Math.hypot(width - 1, height - 1) / 2;
  }

  /** The place of a pixel, for an image of the given size. */
  public Places in(int width, int height) {
    return new Places(
        (width - 1) / 2.0, (height - 1) / 2.0, dx, dy, Math.cos(radians), Math.sin(radians));
  }

  /** The same with its sine and cosine. */
  public record Places(
      double middleX, double middleY, double dx, double dy, double cos, double sin) {

    public double x(double x, double y) {
      return middleX + cos * (x - middleX) - sin * (y - middleY) + dx;
    }

    public double y(double x, double y) {
      return middleY + sin * (x - middleX) + cos * (y - middleY) + dy;
    }
  }
}
