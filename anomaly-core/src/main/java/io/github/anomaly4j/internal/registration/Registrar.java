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

  /** The same in the rough resolution, which a thin image would not reach otherwise. */
  private static final int LEAST_ROUGH = 8;

  /** In the rough resolution, the corners move by about a pixel. */
  private static final double STEP_DEGREES = 1.5;

  /**
   * How much more similar the farthest place must be than one in the middle of the range: of places
   * that look the same, such as along stripes, the nearest is meant.
   */
  private static final double FAR = 0.04;

  /** A place that is not more similar than this to the template is not found. */
  private static final double LEAST_SIMILARITY = 0.3;

  /**
   * A bright part on a dark ground is similar wherever it lies, but its edges are not: below this,
   * a place is found only if it is {@link #SURELY_SIMILAR}. Noise has edges of its own.
   */
  private static final double LEAST_EDGES = 0.15;

  private static final double SURELY_SIMILAR = 0.95;

  /** By how much the edges beyond the range must be more similar to be those that are meant. */
  private static final double BEYOND_FACTOR = 1.25;

  private static final double BEYOND_OFFSET = 0.03;

  /**
   * Beyond the range, what is left of dissimilarity must be less than this share of that at its
   * border: a round part looks the same at any angle.
   */
  private static final double BEYOND_REST = 0.9;

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
    while (level.longer() > finest && halvable(level, LEAST)) {
      level = level.halved();
      halvings++;
    }
    this.skipped = halvings;
    this.levels = new ArrayList<>();
    levels.add(Refinement.of(level));
    while (level.longer() > ROUGH && halvable(level, LEAST_ROUGH)) {
      level = level.halved();
      levels.add(Refinement.of(level));
    }
    int reach = Math.max((int) Math.ceil(range.shift() * level.longer()), level.longer() / 4);
    this.fourier = new Fourier(side(level.width() + reach), side(level.height() + reach));
    int steps = (int) Math.ceil(range.degrees() / STEP_DEGREES);
    this.angles = new double[2 * steps + 1];
    this.turned = new Directions[angles.length];
    for (int i = 0; i < angles.length; i++) {
      angles[i] = steps == 0 ? 0 : Math.toRadians(range.degrees() * (i - steps) / steps);
      turned[i] = Directions.of(level, angles[i], fourier);
    }
  }

  private static boolean halvable(Plane level, int least) {
    return Math.min(level.width(), level.height()) >= 2 * least;
  }

  /** The lowest power of 2 that is not below a length. */
  private static int side(int length) {
    return Integer.highestOneBit(length - 1) * 2;
  }

  /** How many complex numbers each angle of the rough search takes. */
  int roughSize() {
    return fourier.width() * fourier.height();
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
    Rough rough = rough(plane);
    Rigid place = rough.place();
    for (int i = levels.size() - 1; i >= 0; i--) {
      place = levels.get(i).refined(planes.get(i), place);
      place = i > 0 ? place.scaled(2) : place;
    }
    Plane finest = planes.get(0);
    Plane template = levels.get(0).template();
    double still = Agreement.of(template, finest, Rigid.NONE).correlation();
    double moved = Agreement.of(template, finest, place).correlation();
    double scale = (double) width / finest.width();
    boolean beyond = rough.isBeyond();
    if (moved >= still + BETTER && !isInRange(place.scaled(scale))) {
      Rigid border = border(place, finest.longer());
      double there = Agreement.of(template, finest, border).correlation();
      beyond |= 1 - moved < BEYOND_REST * (1 - there);
      place = border;
      moved = there;
    }
    boolean moves = moved >= still + BETTER;
    double similarity = moves ? moved : still;
    boolean found =
        !beyond
            && similarity >= LEAST_SIMILARITY
            && (rough.edges() >= LEAST_EDGES || similarity >= SURELY_SIMILAR);
    return found
        ? new Alignment(moves ? place.scaled(scale) : Rigid.NONE, similarity, true)
        : new Alignment(Rigid.NONE, still, false);
  }

  /** With some room for what the rough search finds at the border. */
  private boolean isInRange(Rigid place) {
    double reach = 1.1 * range.shift() * Math.max(width, height) + 2;
    return Math.abs(place.dx()) <= reach
        && Math.abs(place.dy()) <= reach
        && Math.abs(place.radians()) <= Math.toRadians(1.1 * range.degrees() + 0.5);
  }

  /** The nearest place in the range. */
  private Rigid border(Rigid place, int longer) {
    double reach = range.shift() * longer;
    double angle = Math.toRadians(range.degrees());
    return new Rigid(
        Math.max(-reach, Math.min(reach, place.dx())),
        Math.max(-reach, Math.min(reach, place.dy())),
        Math.max(-angle, Math.min(angle, place.radians())));
  }

  /**
   * What the rough search finds.
   *
   * @param place the best in the range
   * @param edges how similar the edges are there
   * @param beyond how similar they are at most at shifts beyond the range
   */
  private record Rough(Rigid place, double edges, double beyond) {
    boolean isBeyond() {
      return beyond > BEYOND_FACTOR * edges + BEYOND_OFFSET;
    }
  }

  private Rough rough(Plane image) {
    Directions directions = Directions.of(image, 0, fourier);
    int reach = (int) Math.ceil(range.shift() * image.longer());
    // As far as the transform tells shifts to the left from those to the right.
    int across = farther(reach, fourier.width(), image.width());
    int down = farther(reach, fourier.height(), image.height());
    double best = Double.NEGATIVE_INFINITY;
    double edges = 0;
    double beyond = 0;
    Rigid place = Rigid.NONE;
    for (int i = 0; i < angles.length; i++) {
      double[] similarity = turned[i].similarity(directions);
      for (int dy = -down; dy <= down; dy++) {
        int row = Math.floorMod(dy, fourier.height()) * fourier.width();
        for (int dx = -across; dx <= across; dx++) {
          double own = similarity[row + Math.floorMod(dx, fourier.width())];
          if (Math.abs(dx) > reach || Math.abs(dy) > reach) {
            beyond = Math.max(beyond, own);
            continue;
          }
          double far =
              square((double) dx / Math.max(1, reach)) + square((double) dy / Math.max(1, reach));
          far += range.degrees() == 0 ? 0 : square(angles[i] / Math.toRadians(range.degrees()));
          double value = own - FAR * far / 3;
          if (value > best) {
            best = value;
            edges = own;
            place = new Rigid(dx, dy, angles[i]);
          }
        }
      }
    }
    return new Rough(place, edges, beyond);
  }

  /** How far shifts along a side are looked at: beyond the range, but not beyond half of it. */
  private static int farther(int reach, int side, int length) {
    return Math.max(reach, Math.min(side - length, length / 2));
  }

  private static double square(double value) {
    return value * value;
  }
}
