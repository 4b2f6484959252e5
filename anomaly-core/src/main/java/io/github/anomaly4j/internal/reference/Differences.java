package io.github.anomaly4j.internal.reference;

import com.google.common.primitives.Booleans;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.registration.Alignment;
import io.github.anomaly4j.internal.registration.Plane;
import io.github.anomaly4j.internal.registration.Registrar;
import io.github.anomaly4j.internal.registration.Rigid;
import java.util.Arrays;

/**
 * By how much an image differs from its reference. The reference is laid over the image: turned and
 * shifted as a whole, then locally, in the image's brightness and contrast. A pixel differs if its
 * value is beyond the range of the reference's values within the tolerance, or the other way round,
 * so that what is missing counts as much as what was added.
 *
 * @param values the differences, means over 5 x 5 pixels, {@code [height, width]}
 * @param strength of the reference's edges around: the range of its values, {@code [height, width]}
 * @param compared the share of the image's pixels that have a place in the reference
 * @param soft whether both are photos, not images of black and white alone, whose edges are rough
 */
@SuppressWarnings("ArrayRecordComponent")
record Differences(
    int width,
    int height,
    float[] values,
    float[] strength,
    double compared,
    boolean soft,
    Alignment alignment) {
  /**
   * How far a mean reaches to each side, in pixels: rough edges and noise are thinner than defects.
   */
  private static final int MEAN = 2;

  /**
   * An edge this far beyond the tolerance may be what a mean has of its difference: one that is
   * rough by as many pixels as the mean reaches.
   */
  private static final int AROUND = 2 * MEAN;

  private static final int LEVELS = 256;

  /** Registration is precise enough at this resolution if local shifts follow. */
  private static final int FINEST_BEFORE_LOCAL = 200;

  /** And at this one, if they do not. */
  private static final int FINEST = 800;

  static Differences of(Image image, Image reference, Settings settings) {
    int width = image.width();
    int height = image.height();
    float[] imageValues = image.toArray();
    float[] referenceValues = reference.toArray();
    boolean gray = isGray(imageValues) && isGray(referenceValues);
    Plane luma = gray ? channel(imageValues, 0, image) : Plane.luma(image);
    Plane referenceLuma = gray ? channel(referenceValues, 0, image) : Plane.luma(reference);
    Alignment alignment =
        settings.registers()
            ? new Registrar(
                    referenceLuma,
                    settings.range(),
                    settings.localShift() > 0 ? FINEST_BEFORE_LOCAL : FINEST)
                .register(luma)
            : new Alignment(Rigid.NONE, 1, true);
    Overlay overlay = Overlay.of(luma, referenceLuma, alignment, settings);
    Surround around = new Surround(width, height);
    float[] differences = new float[width * height];
    float[] strength = new float[width * height];
    for (int channel = 0; channel < (gray ? 1 : Image.CHANNELS); channel++) {
      float[] own = gray ? luma.values() : channel(imageValues, channel, image).values();
      float[] laid = overlay.laid(gray ? referenceLuma : channel(referenceValues, channel, image));
      Light.between(laid, own, overlay.inside()).apply(laid);
      compare(own, laid, around, settings.tolerance(), differences, strength);
    }
    Bands.lines(
        height,
        y -> {
          for (int i = y * width; i < (y + 1) * width; i++) {
            differences[i] = overlay.inside()[i] ? differences[i] : 0;
          }
        });
    return new Differences(
        width,
        height,
        around.mean(differences, MEAN),
        strength,
        Booleans.countTrue(overlay.inside()) / (double) differences.length,
        isSoft(luma) && isSoft(referenceLuma),
        alignment);
  }

  private static boolean isGray(float[] rgb) {
    int pixels = rgb.length / Image.CHANNELS;
    return Arrays.equals(rgb, 0, pixels, rgb, pixels, 2 * pixels)
        && Arrays.equals(rgb, 0, pixels, rgb, 2 * pixels, 3 * pixels);
  }

  /** Whether more than a few values are between the dark and the bright ones. */
  private static boolean isSoft(Plane plane) {
    int[] counts = new int[LEVELS];
    for (float value : plane.values()) {
      counts[Math.min(LEVELS - 1, (int) (value * LEVELS))]++;
    }
    int rare = plane.values().length / 50;
    int dark = 0;
    for (int below = counts[0]; below <= rare; below += counts[dark]) {
      dark++;
    }
    int bright = LEVELS - 1;
    for (int above = counts[bright]; above <= rare; above += counts[bright]) {
      bright--;
    }
    int margin = Math.max(1, (bright - dark) / 6);
    int between = 0;
    for (int level = dark + margin + 1; level < bright - margin; level++) {
      between += counts[level];
    }
    return between > rare;
  }

  private static Plane channel(float[] rgb, int channel, Image size) {
    int pixels = rgb.length / Image.CHANNELS;
    return new Plane(
        size.width(),
        size.height(),
        Arrays.copyOfRange(rgb, channel * pixels, (channel + 1) * pixels));
  }

  /** Raises the differences and strengths to those of a channel. */
  private static void compare(
      float[] image,
      float[] reference,
      Surround around,
      int tolerance,
      float[] differences,
      float[] strength) {
    float[] low = around.lowest(reference, tolerance);
    float[] high = around.highest(reference, tolerance);
    float[] lowOfImage = around.lowest(image, tolerance);
    float[] highOfImage = around.highest(image, tolerance);
    float[] lowest = around.lowest(low, AROUND);
    float[] highest = around.highest(high, AROUND);
    int width = around.width();
    Bands.lines(
        around.height(),
        y -> {
          for (int i = y * width; i < (y + 1) * width; i++) {
            float added = Math.max(image[i] - high[i], low[i] - image[i]);
            float missing = Math.max(reference[i] - highOfImage[i], lowOfImage[i] - reference[i]);
            differences[i] = Math.max(differences[i], Math.max(added, missing));
            strength[i] = Math.max(strength[i], highest[i] - lowest[i]);
          }
        });
  }

  /** The highest difference by {@link Spread#bin} of the strength; below 0 where there is none. */
  float[] highest() {
    float[] highest = new float[Spread.BINS];
    Arrays.fill(highest, -1);
    for (int i = 0; i < values.length; i++) {
      int bin = Spread.bin(strength[i]);
      highest[bin] = Math.max(highest[bin], values[i]);
    }
    return highest;
  }

  /** The differences in spreads, {@code [height, width]}. */
  float[] inSpreads(Spread spread) {
    float[] map = new float[values.length];
    Bands.lines(
        height,
        y -> {
          for (int i = y * width; i < (y + 1) * width; i++) {
            map[i] = values[i] / spread.at(strength[i]);
          }
        });
    return map;
  }
}
