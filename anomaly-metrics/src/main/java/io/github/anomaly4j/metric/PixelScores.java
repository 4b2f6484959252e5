package io.github.anomaly4j.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The anomaly scores of all pixels of many images with the truth about each, gathered one image at
 * a time for {@link PixelAuroc} and {@link Aupro}.
 *
 * <p>Images may differ in size. Nothing is rounded or binned. The cost is 4 bytes for each normal
 * pixel and 8 for each defective one, and up to 16 more for each defective pixel while a metric is
 * computed: 1,000 maps of 300x300 with a tenth of their pixels defective take about 0.4 GB, and 0.6
 * GB at the peak. At most {@value #MAX_PIXELS} normal pixels and as many defective ones fit.
 *
 * <p>Not thread safe.
 */
public final class PixelScores {

  /** The maximum number of pixels of one kind, normal or defective. */
  public static final long MAX_PIXELS = Integer.MAX_VALUE - 8;

  private final long mostPixels;

  /** Each image's normal scores, ascending. */
  private final List<float[]> normals = new ArrayList<>();

  /** Each image's defective scores, as {@link #packed}. */
  private final List<long[]> defects = new ArrayList<>();

  private int[] regionSizes = new int[16];
  private int regions;
  private long normalPixels;
  private long defectivePixels;
  private int images;
  private @Nullable PixelRanking ranking;

  /** For at most {@value #MAX_PIXELS} pixels of one kind. */
  public PixelScores() {
    this(MAX_PIXELS);
  }

  /**
   * For fewer pixels, which limits their memory.
   *
   * @param mostPixels of one kind, normal or defective, from 0 to {@value #MAX_PIXELS}
   * @throws IllegalArgumentException if it is out of range
   */
  public PixelScores(long mostPixels) {
    if (mostPixels < 0 || mostPixels > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "mostPixels is " + mostPixels + "; expected a number from 0 to " + MAX_PIXELS);
    }
    this.mostPixels = mostPixels;
  }

  /**
   * Adds one image.
   *
   * @param width in pixels
   * @param height in pixels
   * @param scores {@code [height][width]} row by row, higher means more anomalous; copied
   * @param defective the truth in the same layout; its 8-connected regions are the regions that
   *     {@link Aupro} averages over
   * @throws IllegalArgumentException if an array is not {@code width * height} long or a score is
   *     NaN; nothing is added then
   * @throws IllegalStateException if more pixels are added than fit
   */
  public void add(int width, int height, float[] scores, boolean[] defective) {
    checkSize("scores", width, height, scores.length);
    checkSize("labels", width, height, defective.length);
    checkNumbers(width, scores);
    int count = 0;
    for (boolean pixel : defective) {
      count += pixel ? 1 : 0;
    }
    reserve(scores.length - count, count);
    if (count > 0) {
      addDefects(width, height, scores, defective, count);
    }
    float[] sorted = new float[scores.length - count];
    for (int i = 0, n = 0; i < scores.length; i++) {
      if (!defective[i]) {
        sorted[n++] = scores[i];
      }
    }
    addSorted(sorted);
  }

  /**
   * Adds one image without a defect.
   *
   * @param width in pixels
   * @param height in pixels
   * @param scores {@code [height][width]} row by row, higher means more anomalous; copied
   * @throws IllegalArgumentException if the array is not {@code width * height} long or a score is
   *     NaN; nothing is added then
   * @throws IllegalStateException if more pixels are added than fit
   */
  public void addNormal(int width, int height, float[] scores) {
    checkSize("scores", width, height, scores.length);
    checkNumbers(width, scores);
    reserve(scores.length, 0);
    addSorted(scores.clone());
  }

  /**
   * The number of images added.
   *
   * @return at least 0
   */
  public int images() {
    return images;
  }

  /**
   * The number of pixels added that are not defective.
   *
   * @return at least 0
   */
  public long normalPixels() {
    return normalPixels;
  }

  /**
   * The number of defective pixels added.
   *
   * @return at least 0
   */
  public long defectivePixels() {
    return defectivePixels;
  }

  /**
   * The number of 8-connected defective regions added.
   *
   * @return at least 0
   */
  public int regions() {
    return regions;
  }

  /** All pixels ranked; computed once for all metrics, until another image is added. */
  PixelRanking ranking() {
    if (ranking == null) {
      ranking = PixelRanking.of(normals, defects, Arrays.copyOf(regionSizes, regions));
    }
    return ranking;
  }

  /** A score and its region in one number that sorts by score; -0f is 0f, the same score. */
  static long packed(float score, int region) {
    int bits = Float.floatToIntBits(score + 0f);
    // Two's complement orders negative floats backwards; flipping their magnitude corrects that.
    int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ordered << 32) | region;
  }

  /** The score of a packed number. */
  static float score(long packed) {
    int ordered = (int) (packed >> 32);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }

  private void addDefects(int width, int height, float[] scores, boolean[] defective, int count) {
    Regions found = Regions.of(width, height, defective);
    regionSizes =
        regions + found.count() <= regionSizes.length
            ? regionSizes
            : Arrays.copyOf(regionSizes, Math.max(2 * regionSizes.length, regions + found.count()));
    long[] values = new long[count];
    for (int i = 0, n = 0; i < scores.length; i++) {
      if (defective[i]) {
        int region = regions + found.at(i);
        regionSizes[region]++;
        values[n++] = packed(scores[i], region);
      }
    }
    regions += found.count();
    defects.add(values);
  }

  private void addSorted(float[] sorted) {
    Arrays.sort(sorted);
    normals.add(sorted);
    images++;
    ranking = null;
  }

  private void reserve(int normal, int defective) {
    if (normalPixels + normal > mostPixels || defectivePixels + defective > mostPixels) {
      throw new IllegalStateException(
          "more than %d pixels of one kind: evaluate fewer or smaller images at a time"
              .formatted(mostPixels));
    }
    normalPixels += normal;
    defectivePixels += defective;
  }

  private static void checkSize(String what, int width, int height, int length) {
    if (width < 1 || height < 1 || (long) width * height != length) {
      throw new IllegalArgumentException(
          length + " " + what + " for an image of " + width + "x" + height + " pixels");
    }
  }

  private static void checkNumbers(int width, float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      if (Float.isNaN(scores[i])) {
        throw new IllegalArgumentException(
            "the score of pixel ("
                + i % width
                + ", "
                + i / width
                + ") is NaN: a ranking needs numbers");
      }
    }
  }

  @Override
  public String toString() {
    return Objects.toString(images)
        + " images, "
        + normalPixels
        + " normal and "
        + defectivePixels
        + " defective pixels in "
        + regions
        + " regions";
  }
}
