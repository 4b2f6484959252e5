package io.github.anomaly4j.internal.registration;

/**
 * Improves the place of a template in an image of the same size by the differences of their values
 * (inverse compositional algorithm; Baker and Matthews 2004), with little weight for those that are
 * large: defects. Brightness and contrast of the image may differ. Immutable, thread safe.
 */
@SuppressWarnings("ArrayRecordComponent")
record Refinement(Plane template, float[] across, float[] down, double mean, double spread) {
  private static final int STEPS = 15;

  /** Pixels: below this, a step changes nothing that can be seen. */
  private static final double STILL = 0.005;

  /** Keeps directions still in which nothing is to be seen, such as along stripes. */
  private static final double DAMPING = 1e-3;

  /** A difference of this many mean differences has a quarter of the weight. */
  private static final double LARGE = 1.5;

  private static final double LEAST_SPREAD = 1e-3;

  static Refinement of(Plane template) {
    int width = template.width();
    int height = template.height();
    float[] values = template.values();
    float[] across = new float[values.length];
    float[] down = new float[values.length];
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        across[i] = 0.5f * (values[i + 1] - values[i - 1]);
        down[i] = 0.5f * (values[i + width] - values[i - width]);
      }
    }
    Agreement itself = Agreement.of(template, template, Rigid.NONE);
    return new Refinement(
        template, across, down, itself.templateMean(), Math.max(LEAST_SPREAD, itself.templateSd()));
  }

  /** A better place. */
  Rigid refined(Plane image, Rigid from) {
    Rigid place = from;
    // In units of length at the middle of a side, angles and shifts are of one size.
    double arm = template.longer() / 3.0;
    Agreement agreement = Agreement.of(template, image, from);
    if (agreement.count() < template.values().length / 4) {
      return from;
    }
    double gain = spread / Math.max(LEAST_SPREAD, agreement.imageSd());
    double offset = mean - gain * agreement.imageMean();
    double usual = usualDifference(image, from, gain, offset);
    for (int step = 0; step < STEPS; step++) {
      double[] move = step(image, place, new double[] {gain, offset, LARGE * usual}, arm);
      place = place.after(new Rigid(move[0], move[1], move[2] / arm).inverse());
      if (Math.abs(move[0]) + Math.abs(move[1]) + Math.abs(move[2]) < STILL) {
        break;
      }
    }
    return place;
  }

  /** The mean difference in the template's light, by the strength of the template's edges. */
  private double usualDifference(Plane image, Rigid place, double gain, double offset) {
    Rigid.Places places = place.in(image.width(), image.height());
    double sum = 0;
    double strength = 0;
    for (int y = 1; y < template.height() - 1; y++) {
      for (int x = 1; x < template.width() - 1; x++) {
        int i = y * template.width() + x;
        double edge = Math.abs(across[i]) + Math.abs(down[i]);
        double fromX = places.x(x, y);
        double fromY = places.y(x, y);
        if (edge > 0 && image.holds(fromX, fromY)) {
          double difference = gain * image.at(fromX, fromY) + offset - template.values()[i];
          sum += edge * Math.abs(difference);
          strength += edge;
        }
      }
    }
    return strength == 0 ? 0 : sum / strength;
  }

  /**
   * One step.
   *
   * @param light the image's gain and offset, and how large a large difference is
   */
  private double[] step(Plane image, Rigid place, double[] light, double arm) {
    Rigid.Places places = place.in(image.width(), image.height());
    double scale = 1 / Math.max(1e-9, light[2] * light[2]);
    double xx = 0;
    double xy = 0;
    double xa = 0;
    double yy = 0;
    double ya = 0;
    double aa = 0;
    double x0 = 0;
    double y0 = 0;
    double a0 = 0;
    float[] values = template.values();
    int width = template.width();
    for (int y = 1; y < template.height() - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        double fromX = places.x(x, y);
        double fromY = places.y(x, y);
        if ((across[i] == 0 && down[i] == 0) || !image.holds(fromX, fromY)) {
          continue;
        }
        double difference = light[0] * image.at(fromX, fromY) + light[1] - values[i];
        double weight = 1 / (1 + difference * difference * scale);
        weight *= weight;
        double gx = across[i];
        double gy = down[i];
        double ga = (gy * (x - places.middleX()) - gx * (y - places.middleY())) / arm;
        xx += weight * gx * gx;
        xy += weight * gx * gy;
        xa += weight * gx * ga;
        yy += weight * gy * gy;
        ya += weight * gy * ga;
        aa += weight * ga * ga;
        x0 += weight * gx * difference;
        y0 += weight * gy * difference;
        a0 += weight * ga * difference;
      }
    }
    double damping = DAMPING * (xx + yy + aa) + 1e-12;
    return solved(
        new double[][] {
          {xx + damping, xy, xa, x0}, {xy, yy + damping, ya, y0}, {xa, ya, aa + damping, a0}
        });
  }

  /** The solution of three equations with a positive definite matrix. */
  private static double[] solved(double[][] rows) {
    for (int pivot = 0; pivot < 3; pivot++) {
      for (int row = pivot + 1; row < 3; row++) {
        double factor = rows[row][pivot] / rows[pivot][pivot];
        for (int column = pivot; column < 4; column++) {
          rows[row][column] -= factor * rows[pivot][column];
        }
      }
    }
    double[] solution = new double[3];
    for (int row = 2; row >= 0; row--) {
      double rest = rows[row][3];
      for (int column = row + 1; column < 3; column++) {
        rest -= rows[row][column] * solution[column];
      }
      solution[row] = rest / rows[row][row];
    }
    return solution;
  }
}
