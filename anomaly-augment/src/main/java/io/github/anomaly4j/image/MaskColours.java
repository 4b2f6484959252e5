package io.github.anomaly4j.image;

import java.util.HashSet;
import java.util.Set;

/**
 * What the colours of a mask's picture mean. Usually it is black and white; label masks hold small
 * numbers (0 and 1, or one for each class) or one colour for each class, and look black.
 */
final class MaskColours {
  /** More colours than these, black among them, are no classes. */
  private static final int MOST_CLASSES = 33;

  /** With more colours than these it may be a photo; smoothed edges have them too. */
  private static final int COLOURS_OF_A_PHOTO = 64;

  private static final String BLACK_AND_WHITE =
      "white (255) where its picture is defective and black elsewhere, or one of at most "
          + (MOST_CLASSES - 1)
          + " classes that is 0 or black where it is normal, not compressed by JPEG";

  private final Picture picture;
  private final String name;
  private final boolean lossless;
  private final int pixels;
  private final float[] rgb;
  private final Set<Colour> colours = new HashSet<>();
  private int bright;
  private int black;
  private int dark;
  private int between;

  private record Colour(float red, float green, float blue) {
    boolean isGrey() {
      return red == green && green == blue;
    }
  }

  private MaskColours(Picture picture) {
    this.picture = picture;
    this.name = picture.origin().map(Origin::name).orElse("mask");
    this.lossless = picture.origin().stream().noneMatch(of -> of.jpegQuality().isPresent());
    this.rgb = picture.toArray();
    this.pixels = rgb.length / Picture.CHANNELS;
    for (int i = 0; i < pixels; i++) {
      count(i);
    }
  }

  /** 1 where the picture is defective, else 0. */
  static float[] weights(Picture picture) throws PictureException {
    MaskColours colours = new MaskColours(picture);
    colours.check();
    return colours.weights();
  }

  private void count(int i) {
    float sum = sum(i);
    if (isBright(i)) {
      bright++;
    }
    if (sum == 0) {
      black++;
    }
    if (sum <= 0.1f * Picture.CHANNELS) {
      dark++;
    }
    if (sum > 0.1f * Picture.CHANNELS && sum < 0.9f * Picture.CHANNELS) {
      between++;
    }
    if (colours.size() <= COLOURS_OF_A_PHOTO) {
      colours.add(new Colour(rgb[i], rgb[pixels + i], rgb[2 * pixels + i]));
    }
  }

  private float sum(int i) {
    return rgb[i] + rgb[pixels + i] + rgb[2 * pixels + i];
  }

  private boolean isBright(int i) {
    return sum(i) > 0.5f * Picture.CHANNELS;
  }

  /** Few colours on black of which none is bright, or some are no greys. */
  private boolean hasClasses() {
    return lossless
        && black > 0
        && colours.size() <= MOST_CLASSES
        && (bright == 0 || colours.stream().anyMatch(colour -> !colour.isGrey()));
  }

  private void check() throws PictureException {
    if (holdsGreyClasses()) {
      throw new PictureException(
          name,
          "this mask holds areas of %d levels of grey, and what those between black and white mean is not told"
              .formatted(colours.size()),
          BLACK_AND_WHITE,
          "make each area white or black");
    }
    if (bright == 0 && black < pixels && !hasClasses()) {
      throw new PictureException(
          name,
          "no pixel of this mask is brighter than half of white, though it is not black",
          BLACK_AND_WHITE,
          "export it again in these values");
    }
    if (bright > 0 && bright < pixels && dark == 0) {
      // Red on white paper: what is not marked is bright, and what is marked is not.
      throw new PictureException(
          name,
          "no pixel of this mask is black, though some are white",
          BLACK_AND_WHITE,
          "export it again in these colours");
    }
    if (colours.size() > COLOURS_OF_A_PHOTO && between > pixels / 2) {
      throw new PictureException(
          name,
          "%d %% of the pixels of this mask are neither black nor white, as in a photo"
              .formatted(Math.round(100.0 * between / pixels)),
          BLACK_AND_WHITE,
          "check which file is the mask");
    }
  }

  /** Whether it holds few greys beside white, and areas of them: smoothed edges have none. */
  private boolean holdsGreyClasses() {
    if (!lossless
        || bright == 0
        || black == 0
        || colours.size() < 3
        || colours.size() > MOST_CLASSES
        || !colours.stream().allMatch(Colour::isGrey)) {
      return false;
    }
    int width = picture.width();
    for (int y = 1; y < picture.height() - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        if (isInsideGrey(y * width + x, width)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isInsideGrey(int i, int width) {
    float grey = rgb[i];
    // Nearly black or nearly white is no class of its own, but one next to black may be.
    if (grey == 0 || grey > 0.9f) {
      return false;
    }
    for (int row = i - width; row <= i + width; row += width) {
      if (rgb[row - 1] != grey || rgb[row] != grey || rgb[row + 1] != grey) {
        return false;
      }
    }
    return true;
  }

  private float[] weights() {
    boolean classes = hasClasses();
    float[] weights = new float[picture.width() * picture.height()];
    for (int i = 0; i < pixels; i++) {
      weights[i] = (classes ? sum(i) > 0 : isBright(i)) ? 1f : 0f;
    }
    return weights;
  }
}
