package io.github.anomaly4j.study;

import io.github.anomaly4j.Region;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Sampler;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.reference.ReferenceComparison;
import io.github.anomaly4j.reference.ReferenceInspection;
import io.github.anomaly4j.reference.ReferenceInspectionBuilder;
import io.github.anomaly4j.reference.ReferencePair;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * How well a {@link ReferenceInspection} finds the defects of pairs, how often it rejects
 * defect-free ones, and how fast it is. Immutable.
 *
 * @param pairs how many images with defects were compared with their references
 * @param boxes of defects in them
 * @param regions that were found in them
 * @param matched regions whose box, with the margin, has an IoU of {@value #IOU} or more with the
 *     box of a defect; each box counts once
 * @param assumed false alarms of an inspection that has learned nothing, on references that were
 *     moved and made noisy
 * @param learned false alarms of one that learned from such pairs of half of the references, on
 *     those of the other half
 * @param milliseconds the median time of a comparison with its regions
 */
public record ReferenceStudy(
    int pairs,
    int boxes,
    int regions,
    int matched,
    Alarms assumed,
    Alarms learned,
    double milliseconds) {
  /** The overlap that counts, as the authors of DeepPCB have it. */
  public static final double IOU = 0.33;

  /** How often each reference is moved. */
  private static final int DRAWS = 4;

  private static final long SEED = 42;
  private static final double SHIFT = 3;
  private static final double DEGREES = 0.5;
  private static final double NOISE = 0.02;
  private static final double LIGHT = 0.05;

  /** Defect-free images, and how many of them were rejected. */
  public record Alarms(int images, int rejected) {
    /** The share that was rejected. */
    public double rate() {
      return (double) rejected / images;
    }
  }

  /**
   * Studies an inspection. Blocks; compares on the calling thread and its workers.
   *
   * @param settings of the inspections
   * @param margin by which the boxes of regions are enlarged on each side, as those of the defects
   *     were drawn, in pixels
   * @param progress gets the number of pairs that were done so far, of {@code 2 * pairs.size()}
   * @throws IOException if an image cannot be read
   */
  public static ReferenceStudy of(
      ReferenceInspectionBuilder settings, List<BoxedPair> pairs, int margin, IntConsumer progress)
      throws IOException {
    ReferenceInspection assumed = settings.build();
    int boxes = 0;
    int regions = 0;
    int matched = 0;
    double[] milliseconds = new double[pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      BoxedPair pair = pairs.get(i);
      Image image = Image.read(pair.image());
      Image reference = Image.read(pair.reference());
      long start = System.nanoTime();
      List<Region> found = assumed.compare(image, reference).regions();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
      boxes += pair.boxes().size();
      regions += found.size();
      Rectangle frame = new Rectangle(image.width(), image.height());
      matched +=
          matched(
              found.stream().map(region -> box(region, margin).intersection(frame)).toList(),
              pair.boxes());
      progress.accept(i + 1);
    }
    Arrays.sort(milliseconds);
    List<Alarms> alarms = alarms(settings, assumed, pairs, progress);
    return new ReferenceStudy(
        pairs.size(),
        boxes,
        regions,
        matched,
        alarms.get(0),
        alarms.get(1),
        milliseconds[milliseconds.length / 2]);
  }

  private static List<Alarms> alarms(
      ReferenceInspectionBuilder settings,
      ReferenceInspection assumed,
      List<BoxedPair> pairs,
      IntConsumer progress)
      throws IOException {
    int half = pairs.size() / 2;
    List<ReferencePair> known = new ArrayList<>();
    for (int i = 0; i < half; i++) {
      Image reference = Image.read(pairs.get(i).reference());
      known.add(new ReferencePair(moved(reference, i, 0), reference));
    }
    ReferenceInspection learned = settings.learn(known);
    int ofAll = 0;
    int ofOthers = 0;
    for (int i = 0; i < pairs.size(); i++) {
      Image reference = Image.read(pairs.get(i).reference());
      for (int draw = 1; draw <= DRAWS; draw++) {
        Image moved = moved(reference, i, draw);
        ofAll += rejects(assumed.compare(moved, reference));
        ofOthers += i < half ? 0 : rejects(learned.compare(moved, reference));
      }
      progress.accept(pairs.size() + i + 1);
    }
    return List.of(
        new Alarms(DRAWS * pairs.size(), ofAll),
        new Alarms(DRAWS * (pairs.size() - half), ofOthers));
  }

  private static int rejects(ReferenceComparison comparison) {
    return comparison.passes() ? 0 : 1;
  }

  /**
   * Another image of a defect-free part: shifted by up to 3 pixels along each axis and turned by up
   * to half a degree, mirrored at the border, up to 5 % darker or brighter, with noise of a
   * standard deviation of 0.02.
   */
  private static Image moved(Image image, int number, int draw) {
    RandomGenerator random = RandomStreams.of(SEED, number, draw);
    double shiftX = random.nextDouble(-SHIFT, SHIFT);
    double shiftY = random.nextDouble(-SHIFT, SHIFT);
    double angle = Math.toRadians(random.nextDouble(-DEGREES, DEGREES));
    double light = 1 + random.nextDouble(-LIGHT, LIGHT);
    int width = image.width();
    int height = image.height();
    Sampler sampler = Sampler.of(image);
    boolean gray = isGray(sampler.rgb());
    float[] moved = new float[Image.CHANNELS * width * height];
    for (int i = 0; i < width * height; i++) {
      double x = i % width - (width - 1) / 2.0;
      double y = i / width - (height - 1) / 2.0;
      sampler.read(
          (width - 1) / 2.0 + Math.cos(angle) * x - Math.sin(angle) * y + shiftX,
          (height - 1) / 2.0 + Math.sin(angle) * x + Math.cos(angle) * y + shiftY,
          moved,
          i,
          width * height);
      double noise = 0;
      for (int channel = 0; channel < Image.CHANNELS; channel++) {
        noise = channel == 0 || !gray ? NOISE * random.nextGaussian() : noise;
        int place = channel * width * height + i;
        moved[place] = (float) Math.max(0, Math.min(1, light * moved[place] + noise));
      }
    }
    return Image.of(width, height, moved);
  }

  private static boolean isGray(float[] rgb) {
    int pixels = rgb.length / Image.CHANNELS;
    return Arrays.equals(rgb, 0, pixels, rgb, pixels, 2 * pixels)
        && Arrays.equals(rgb, 0, pixels, rgb, 2 * pixels, 3 * pixels);
  }

  private static Rectangle box(Region region, int margin) {
    Rectangle box = new Rectangle(region.x(), region.y(), region.width(), region.height());
    box.grow(margin, margin);
    return box;
  }

  /** Each box takes the region that overlaps it most, of those that no box before it took. */
  static int matched(List<Rectangle> regions, List<Rectangle> boxes) {
    List<Rectangle> left = new ArrayList<>(regions);
    int matched = 0;
    for (Rectangle box : boxes) {
      Rectangle best = null;
      for (Rectangle region : left) {
        if (overlap(region, box) >= (best == null ? IOU : overlap(best, box))) {
          best = region;
        }
      }
      if (best != null) {
        left.remove(best);
        matched++;
      }
    }
    return matched;
  }

  private static double overlap(Rectangle one, Rectangle other) {
    Rectangle both = one.intersection(other);
    if (both.isEmpty()) {
      return 0;
    }
    double common = (double) both.width * both.height;
    return common
        / ((double) one.width * one.height + (double) other.width * other.height - common);
  }

  /** The share of regions that are defects. */
  public double precision() {
    return regions == 0 ? 1 : (double) matched / regions;
  }

  /** The share of defects that were found. */
  public double recall() {
    return boxes == 0 ? 1 : (double) matched / boxes;
  }

  /** The harmonic mean of precision and recall. */
  public double fScore() {
    return 2.0 * matched / Math.max(1, regions + boxes);
  }
}
