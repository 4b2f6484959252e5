package io.github.anomaly4j.internal.registration;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds how images lie in comparison with a template: first roughly among all shifts and some
 * angles by the directions of edges, then more closely at growing resolution. Immutable, thread
 * safe.
 */
public final class Registrar {
  /** The longer side of the resolution of the rough search is at most this. */
  private static final int ROUGH = 100;

  /** A shorter side than this has too little to be seen. */
  static final int LEAST = 16;

  /** In the rough resolution, the corners move by about a pixel. */
  private static final double STEP_DEGREES = 1.5;

  /**
   * How much more similar the farthest place must be than one in the middle of the range: of places
   * that look the same, such as along stripes, the nearest is meant.
   */
  private static final double FAR = 0.04;

  /** A place that is not more similar than this to the template is not found. */
  private static final double LEAST_SIMILARITY = 0.3;

  /** Less than this is no reason to move an image. */
  private static final double BETTER = 0.0005;

  private final SearchRange range;
  private final int width;
  private final int height;

  /** From fine to rough; the first may be smaller than the template. */
  private final List<Refinement> levels;

  /** Of its halvings, the first that is used. */
  private final int skipped;

  private final Fourier fourier;
  private final double[] angles;
  private final Directions[] turned;

  /**
   * A registrar.
   *
   * @param finest the longest side of the finest resolution that is used
   */
  public Registrar(Plane template, SearchRange range, int finest) {
    checkArgument(
        Math.min(template.width(), template.height()) >= LEAST,
        "an image of %s x %s pixels is too small to be registered: expected %s at least",
        template.width(),
        template.height(),
        LEAST);
    this.range = range;
    this.width = template.width();
    this.height = template.height();
    Plane level = template;
    int halvings = 0;
    while (level.longer() > finest && halvable(level)) {
      level = level.halved();
      halvings++;
    }
    this.skipped = halvings;
    this.levels = new ArrayList<>();
    levels.add(Refinement.of(level));
    while (level.longer() > ROUGH && halvable(level)) {
      level = level.halved();
      levels.add(Refinement.of(level));
    }
    int reach = (int) Math.ceil(range.shift() * level.longer());
    this.fourier = new Fourier(Integer.highestOneBit(level.longer() + reach) * 2);
    int steps = (int) Math.ceil(range.degrees() / STEP_DEGREES);
    this.angles = new double[2 * steps + 1];
    this.turned = new Directions[angles.length];
    for (int i = 0; i < angles.length; i++) {
      angles[i] = steps == 0 ? 0 : Math.toRadians(range.degrees() * (i - steps) / steps);
      turned[i] = Directions.of(level, angles[i], fourier);
    }
  }

  private static boolean halvable(Plane level) {
    return Math.min(level.width(), level.height()) >= 2 * LEAST;
  }

  /**
   * Registers an image.
   *
   * @param image of the template's size
   */
  public Alignment register(Plane image) {
    checkArgument(
        image.width() == width && image.height() == height,
        "an image of %s x %s to be registered with one of %s x %s",
        image.width(),
        image.height(),
        width,
        height);
    List<Plane> planes = new ArrayList<>();
    Plane plane = image;
    for (int i = 0; i < skipped; i++) {
      plane = plane.halved();
    }
    planes.add(plane);
    while (planes.size() < levels.size()) {
      plane = plane.halved();
      planes.add(plane);
    }
    Rigid place = rough(plane);
    for (int i = levels.size() - 1; i >= 0; i--) {
      place = levels.get(i).refined(planes.get(i), place);
      place = i > 0 ? place.scaled(2) : place;
    }
    Plane finest = planes.get(0);
    Plane template = levels.get(0).template();
    double still = Agreement.of(template, finest, Rigid.NONE).correlation();
    double moved = Agreement.of(template, finest, place).correlation();
    Rigid full = place.scaled((double) width / finest.width());
    if (moved < still + BETTER || !isInRange(full)) {
      return new Alignment(Rigid.NONE, still, still >= LEAST_SIMILARITY);
    }
    return moved >= LEAST_SIMILARITY
        ? new Alignment(full, moved, true)
        : new Alignment(Rigid.NONE, still, false);
  }

  /** With some room for what the rough search finds at the border. */
  private boolean isInRange(Rigid place) {
    double reach = 1.1 * range.shift() * Math.max(width, height) + 2;
    return Math.abs(place.dx()) <= reach
        && Math.abs(place.dy()) <= reach
        && Math.abs(place.radians()) <= Math.toRadians(1.1 * range.degrees() + 0.5);
  }

  private Rigid rough(Plane image) {
    Directions directions = Directions.of(image, 0, fourier);
    int side = fourier.side();
    int reach = (int) Math.ceil(range.shift() * image.longer());
    double best = Double.NEGATIVE_INFINITY;
    Rigid place = Rigid.NONE;
    for (int i = 0; i < angles.length; i++) {
      double[] similarity = turned[i].similarity(directions);
      for (int dy = -reach; dy <= reach; dy++) {
        for (int dx = -reach; dx <= reach; dx++) {
          double far =
              square((double) dx / Math.max(1, reach)) + square((double) dy / Math.max(1, reach));
          far += range.degrees() == 0 ? 0 : square(angles[i] / Math.toRadians(range.degrees()));
          double value =
              similarity[Math.floorMod(dy, side) * side + Math.floorMod(dx, side)] - FAR * far / 3;
          if (value > best) {
            best = value;
            place = new Rigid(dx, dy, angles[i]);
          }
        }
      }
    }
    return place;
  }

  private static double square(double value) {
    return value * value;
  }
}
