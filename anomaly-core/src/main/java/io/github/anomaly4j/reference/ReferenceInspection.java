package io.github.anomaly4j.reference;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.reference.Inspected;
import io.github.anomaly4j.internal.reference.ReferenceFile;
import io.github.anomaly4j.internal.reference.ReferenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Inspects parts that each have a reference image of their own: circuit boards, labels, prints.
 * There is nothing to train: the image is laid over its reference, and what differs by more than
 * defect-free parts do is a defect.
 *
 * <pre>{@code
 * ReferenceInspection inspection = ReferenceInspection.builder().build();
 * ReferenceComparison comparison = inspection.compare(Image.read(board), Image.read(golden));
 * boolean good = comparison.passes();
 * List<Region> defects = comparison.regions();
 * }</pre>
 *
 * <p>The image and the reference must show the same view, in the same size, by the same or a
 * similar camera. The whole may be shifted and turned a little, its parts may be shifted against
 * each other by a few pixels; {@link ReferenceInspectionBuilder} sets how much. The contrast may
 * differ by a factor of two, and the brightness by a quarter of the range beyond that. A part that
 * sits wrong by less than that is no defect. A rendering from CAD has to look like a photo, with
 * its colors or grays and edges as soft.
 *
 * <p>Immutable and safe for concurrent use; the same images give the same bits on any number of
 * threads. It uses the calling thread, and the threads of the {@link
 * io.github.anomaly4j.concurrent.Workers} that the call is run by:
 *
 * <pre>{@code
 * try (Workers workers = Workers.of(2)) {
 *   comparison = workers.run(() -> inspection.compare(image, reference));
 * }
 * }</pre>
 *
 * <p>It needs no native library and holds no native memory.
 */
public final class ReferenceInspection {
  /** If less of an image is compared, a warning says so. */
  private static final double MOSTLY = 0.99;

  private final ReferenceModel model;

  ReferenceInspection(ReferenceModel model) {
    this.model = model;
  }

  /** A builder with the defaults that {@link ReferenceInspectionBuilder} lists. */
  public static ReferenceInspectionBuilder builder() {
    return new ReferenceInspectionBuilder();
  }

  /**
   * Loads an inspection that {@link #save} wrote.
   *
   * @throws ModelFileException if the file is not one, is truncated, altered or of a newer release
   * @throws IOException if it cannot be read
   */
  public static ReferenceInspection load(Path file) throws IOException {
    return new ReferenceInspection(ReferenceFile.load(file));
  }

  /**
   * Saves its settings and what it learned in one file, which is written under a temporary name and
   * renamed when it is complete.
   *
   * @throws IOException if it cannot be written; a previous file stays
   */
  public void save(Path file) throws IOException {
    ReferenceFile.write(model, file);
  }

  /**
   * Compares an image with its reference.
   *
   * @throws IllegalArgumentException if their sizes differ, or a side is below {@value
   *     ReferenceModel#LEAST_SIDE} pixels
   */
  public ReferenceComparison compare(Image image, Image reference) {
    requireNonNull(image, "image");
    requireNonNull(reference, "reference");
    checkSizes(image, reference);
    Inspected found = model.inspect(image, reference);
    List<Warning> warnings = new ArrayList<>();
    if (!found.registration().found()) {
      warnings.add(
          new Warning(Warning.Kind.MISPLACED, misplaced(found.registration().similarity())));
    }
    if (found.compared() < MOSTLY) {
      warnings.add(new Warning(Warning.Kind.OUT_OF_VIEW, outOfView(found.compared())));
    }
    return new ReferenceComparison(
        image,
        new AnomalyMap(image.width(), image.height(), image.width(), image.height(), found.map()),
        model.threshold(),
        found.compared(),
        found.registration(),
        warnings);
  }

  /** The threshold of scores and maps, in usual highest differences of defect-free pairs. */
  public double threshold() {
    return model.threshold();
  }

  /** How many defect-free pairs it learned from; 0 if it has the assumed differences. */
  public int pairs() {
    return model.pairs();
  }

  /**
   * The share of defect-free images that its threshold rejects wrongly, as {@link
   * ReferenceInspectionBuilder#falsePositiveRate} asked for; empty if it learned from too few pairs
   * to state it, or from none.
   */
  public OptionalDouble falsePositiveRate() {
    return model.statedRate();
  }

  static void checkSizes(Image image, Image reference) {
    checkArgument(
        image.width() == reference.width() && image.height() == reference.height(),
        "%s has %s x %s pixels and %s %s x %s: expected the same size and view; crop or resize the"
            + " reference to the view of the camera",
        name(image, "the image"),
        image.width(),
        image.height(),
        name(reference, "its reference"),
        reference.width(),
        reference.height());
    checkArgument(
        Math.min(image.width(), image.height()) >= ReferenceModel.LEAST_SIDE,
        "%s has %s x %s pixels; expected %s x %s at least",
        name(image, "the image"),
        image.width(),
        image.height(),
        ReferenceModel.LEAST_SIDE,
        ReferenceModel.LEAST_SIDE);
  }

  private static String name(Image image, String otherwise) {
    return image.origin().map(Origin::name).orElse(otherwise);
  }

  private static String outOfView(double compared) {
    return String.format(
        Locale.ROOT,
        "only %.1f %% of the image was compared; the rest lies outside the reference: place the part"
            + " as in the reference, or take a reference with a margin",
        100 * compared);
  }

  private static String misplaced(double similarity) {
    return String.format(
        Locale.ROOT,
        "the part was not found where its reference has it (a correlation of %.2f): is it the right"
            + " reference, and does the part lie within the range of the registration?",
        similarity);
  }
}
