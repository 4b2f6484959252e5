package io.github.anomaly4j.internal.image.pixel;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Origin;
import java.util.HashSet;
import java.util.Set;

/**
 * The meaning of the colors of a mask. Usually it is black and white; label masks hold small
 * numbers (0 and 1, or one for each class), and look black, or one color for each class.
 */
public final class MaskColors {
  /** A mask with more colors, including black, does not hold classes. */
  private static final int MAX_CLASSES = 33;

  /** An image with more colors may be a photo, or have smoothed edges. */
  private static final int COLORS_OF_A_PHOTO = 64;

  private static final String BLACK_AND_WHITE =
      "white (255) where its image is defective and black elsewhere, or one of at most "
          + (MAX_CLASSES - 1)
          + " classes that is 0 or black where it is normal, not compressed by JPEG";

  private final Image image;
  private final String name;
  private final boolean lossless;
  private final int pixels;
  private final float[] rgb;
  private final Set<Color> colors = new HashSet<>();
  private int bright;
  private int black;
  private int dark;
  private int between;

  private record Color(float red, float green, float blue) {
    boolean isGray() {
      return red == green && green == blue;
    }
  }

  private MaskColors(Image image) {
    this.image = image;
    this.name = image.origin().map(Origin::name).orElse("mask");
    this.lossless = image.origin().stream().noneMatch(of -> of.jpegQuality().isPresent());
    this.rgb = image.toArray();
    this.pixels = rgb.length / Image.CHANNELS;
    for (int i = 0; i < pixels; i++) {
      count(i);
    }
  }

  /** 1 where the image is defective, else 0. */
  public static float[] weights(Image image) throws ImageException {
    MaskColors colors = new MaskColors(image);
    colors.check();
    return colors.weights();
  }

  private void count(int i) {
    float sum = sum(i);
    if (isBright(i)) {
      bright++;
    }
    if (sum == 0) {
      black++;
    }
    if (sum <= 0.1f * Image.CHANNELS) {
      dark++;
    }
    if (sum > 0.1f * Image.CHANNELS && sum < 0.9f * Image.CHANNELS) {
      between++;
    }
    if (colors.size() <= COLORS_OF_A_PHOTO) {
      colors.add(new Color(rgb[i], rgb[pixels + i], rgb[2 * pixels + i]));
    }
  }

  private float sum(int i) {
    return rgb[i] + rgb[pixels + i] + rgb[2 * pixels + i];
  }

  private boolean isBright(int i) {
    return sum(i) > 0.5f * Image.CHANNELS;
  }

  /** Whether it holds few colors on black, of which none is bright or some are not gray. */
  private boolean hasClasses() {
    return lossless
        && black > 0
        && colors.size() <= MAX_CLASSES
        && (bright == 0 || colors.stream().anyMatch(color -> !color.isGray()));
  }

  private void check() throws ImageException {
    if (holdsGrayClasses()) {
      throw new ImageException(
          name,
          "this mask holds areas of %d levels of gray, and what those between black and white mean is not told"
              .formatted(colors.size()),
          BLACK_AND_WHITE,
          "make each area white or black");
    }
    if (bright == 0 && black < pixels && !hasClasses()) {
      throw new ImageException(
          name,
          "no pixel of this mask is brighter than half of white, though it is not black",
          BLACK_AND_WHITE,
          "export it again in these values");
    }
    if (bright > 0 && bright < pixels && dark == 0) {
      // As red on white paper: normal places are bright, and marked ones are not.
      throw new ImageException(
          name,
          "no pixel of this mask is black, though some are white",
          BLACK_AND_WHITE,
          "export it again in these colors");
    }
    if (colors.size() > COLORS_OF_A_PHOTO && between > pixels / 2) {
      throw new ImageException(
          name,
          "%d %% of the pixels of this mask are neither black nor white, as in a photo"
              .formatted(Math.round(100.0 * between / pixels)),
          BLACK_AND_WHITE,
          "check which file is the mask");
    }
  }

  /** Whether it holds white and areas of few other grays, which smoothed edges do not have. */
  private boolean holdsGrayClasses() {
    if (!lossless
        || bright == 0
        || black == 0
        || colors.size() < 3
        || colors.size() > MAX_CLASSES
        || !colors.stream().allMatch(Color::isGray)) {
      return false;
    }
    int width = image.width();
    for (int y = 1; y < image.height() - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        if (isInsideGray(y * width + x, width)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isInsideGray(int i, int width) {
    float gray = rgb[i];
    // Gray that is nearly white is no class of its own; gray that is nearly black may be one.
    if (gray == 0 || gray > 0.9f) {
      return false;
    }
    for (int row = i - width; row <= i + width; row += width) {
      if (rgb[row - 1] != gray || rgb[row] != gray || rgb[row + 1] != gray) {
        return false;
      }
    }
    return true;
  }

  private float[] weights() {
    boolean classes = hasClasses();
    float[] weights = new float[image.width() * image.height()];
    for (int i = 0; i < pixels; i++) {
      weights[i] = (classes ? sum(i) > 0 : isBright(i)) ? 1f : 0f;
    }
    return weights;
  }
}
