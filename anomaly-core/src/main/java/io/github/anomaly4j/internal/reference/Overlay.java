package io.github.anomaly4j.internal.reference;

import io.github.anomaly4j.internal.registration.Alignment;
import io.github.anomaly4j.internal.registration.Plane;
import io.github.anomaly4j.internal.registration.Rigid;

/**
 * Where the pixels of an image lie in its reference.
 *
 * @param x in pixels, {@code [height, width]}
 * @param y likewise
 * @param inside whether that is inside the reference, by more than the tolerance
 */
@SuppressWarnings("ArrayRecordComponent")
record Overlay(int width, int height, float[] x, float[] y, boolean[] inside) {
  /** Moving the corners by less than this is not worth the loss of sharpness. */
  private static final double STILL = 0.25;

  /** Nor is it if local shifts by whole pixels follow. */
  private static final double STILL_BEFORE_LOCAL = 1;

  static Overlay of(Plane image, Plane reference, Alignment alignment, Settings settings) {
    int width = image.width();
    int height = image.height();
    Rigid back = sharp(alignment.place(), width, height, settings).inverse();
    if (settings.localShift() == 0) {
      return of(LocalShifts.none(width, height), back, width, height, settings.tolerance());
    }
    Plane laid = reference;
    if (back.reach(width, height) > 0) {
      Overlay whole =
          of(LocalShifts.none(width, height), back, width, height, settings.tolerance());
      laid = new Plane(width, height, whole.laid(reference));
    }
    return of(
        LocalShifts.between(image, laid, settings.localShift()),
        back,
        width,
        height,
        settings.tolerance());
  }

  /** The place without what is not worth the loss of sharpness, which takes values in between. */
  private static Rigid sharp(Rigid place, int width, int height, Settings settings) {
    if (settings.localShift() == 0) {
      return place.reach(width, height) < STILL ? Rigid.NONE : place;
    }
    boolean turned = new Rigid(0, 0, place.radians()).reach(width, height) >= STILL_BEFORE_LOCAL;
    return turned ? place : new Rigid(Math.rint(place.dx()), Math.rint(place.dy()), 0);
  }

  private static Overlay of(LocalShifts shifts, Rigid back, int width, int height, int tolerance) {
    float[] allX = new float[width * height];
    float[] allY = new float[width * height];
    boolean[] inside = new boolean[width * height];
    Rigid.Places places = back.in(width, height);
    int margin = tolerance + 1;
    Bands.lines(
        height,
        line -> {
          float[] shiftX = new float[width];
          float[] shiftY = new float[width];
          shifts.line(line, shiftX, shiftY);
          for (int column = 0; column < width; column++) {
            float atX = column + shiftX[column];
            float atY = line + shiftY[column];
            float fromX = (float) places.x(atX, atY);
            float fromY = (float) places.y(atX, atY);
            int i = line * width + column;
            boolean moved = fromX != column || fromY != line;
            inside[i] =
                !moved
                    || fromX >= margin
                        && fromY >= margin
                        && fromX <= width - 1 - margin
                        && fromY <= height - 1 - margin;
            allX[i] = Math.max(0, Math.min(width - 1, fromX));
            allY[i] = Math.max(0, Math.min(height - 1, fromY));
          }
        });
    return new Overlay(width, height, allX, allY, inside);
  }

  /** The values of a plane of the reference at the pixels of the image; a new array. */
  float[] laid(Plane reference) {
    float[] laid = new float[width * height];
    float[] values = reference.values();
    Bands.lines(
        height,
        line -> {
          for (int i = line * width; i < (line + 1) * width; i++) {
            int left = Math.min((int) x[i], width - 2);
            int top = Math.min((int) y[i], height - 2);
            float across = x[i] - left;
            float down = y[i] - top;
            int at = top * width + left;
            float upper = values[at] + across * (values[at + 1] - values[at]);
            float lower =
                values[at + width] + across * (values[at + width + 1] - values[at + width]);
            laid[i] = upper + down * (lower - upper);
          }
        });
    return laid;
  }
}
