package io.github.anomaly4j.internal.detector;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.internal.intake.Contrast;
import io.github.anomaly4j.internal.score.ScoreParts;
import io.github.anomaly4j.registration.Registration;
import java.awt.Point;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Warnings about the score and the map of an image. */
public final class DetectionWarnings {
  /** What is seen of a part may be less than in any training image, by this factor. */
  private static final double LESS = 0.98;

  private DetectionWarnings() {}

  /**
   * The warnings.
   *
   * @param contrast of the image
   * @param registration how its part lies; empty if images of the category are taken as they are
   */
  public static List<Warning> of(
      double contrast,
      CategoryModel model,
      ScoreParts score,
      AnomalyMap map,
      Optional<Registration> registration) {
    String category = model.name();
    double mapThreshold = model.mapThreshold(score.anomalous());
    double lowest = model.normal().contrast();
    ImmutableList.Builder<Warning> warnings = ImmutableList.builder();
    if (Contrast.isBlank(contrast, lowest)) {
      warnings.add(new Warning(Warning.Kind.BLANK, blank(contrast, lowest, category)));
    }
    registration
        .filter(found -> !found.found())
        .ifPresent(
            found ->
                warnings.add(
                    new Warning(Warning.Kind.MISPLACED, misplaced(found.similarity(), category))));
    registration
        .filter(found -> found.seen() < LESS * model.template().orElseThrow().leastSeen())
        .ifPresent(
            found ->
                warnings.add(new Warning(Warning.Kind.OUT_OF_VIEW, outOfView(found, category))));
    if (!map.tellsPlaces()) {
      return warnings.build();
    }
    boolean marked = map.hasRegions(mapThreshold);
    if (marked && !score.anomalous()) {
      warnings.add(
          new Warning(Warning.Kind.MAP_ABOVE_NORMAL, marked(category, mapThreshold, score, map)));
    }
    if (!marked && score.anomalous()) {
      warnings.add(
          new Warning(Warning.Kind.MAP_CLEAR_ANOMALOUS, clear(category, mapThreshold, score, map)));
    }
    return warnings.build();
  }

  private static String misplaced(double similarity, String category) {
    return text(
        "the part does not lie as %s usually does, within the range of the registration (a"
            + " correlation of %.2f with its usual view): is it missing, turned over, or another"
            + " one? The image was scored as it is",
        category, similarity);
  }

  private static String outOfView(Registration found, String category) {
    String lies =
        text(
            "the part lies %.0f and %.0f pixels and %.1f degrees off where %s usually does, farther"
                + " than in training",
            found.shiftX(), found.shiftY(), found.degrees(), category);
    return found.seen() == 0
        ? lies
            + ": nothing of what is to be inspected was seen with its surroundings, so the image was"
            + " moved, mirrored at its border, and scored as a whole"
        : lies
            + text(
                ": only %.1f %% of what is to be inspected was; the rest is outside the image or near"
                    + " to its border; place the part as in training, or train on images with a"
                    + " margin around it, which areas ignore",
                100 * found.seen());
  }

  private static String blank(double contrast, double lowest, String category) {
    return text(
        "the image has next to no contrast (a standard deviation of %.4f; that of normal images"
            + " of %s is %.4f at least): is the lens covered, or the light off?",
        contrast, category, lowest);
  }

  private static String marked(
      String category, double mapThreshold, ScoreParts score, AnomalyMap map) {
    Region highest = map.regions(mapThreshold).get(0);
    return text(
        "a place around (%d, %d) is at %.2f, above %.2f, which few normal images of %s reach, but"
            + " the image as a whole is normal: its score of %.2f, in which a small place counts"
            + " little, is not above %.2f; look at that place",
        highest.peakX(),
        highest.peakY(),
        highest.peak(),
        mapThreshold,
        category,
        score.score(),
        score.threshold());
  }

  private static String clear(
      String category, double mapThreshold, ScoreParts score, AnomalyMap map) {
    Point place = map.highestPlace();
    return text(
        "the image as a whole is anomalous: its score of %.2f is above %.2f, but no place is: the"
            + " map is at %.2f around (%d, %d), where it is highest, and not above %.2f, as in"
            + " normal images of %s; the heat map shows the highest places",
        score.score(), score.threshold(), map.max(), place.x, place.y, mapThreshold, category);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
