package io.github.anomaly4j.internal.detector;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.internal.score.ScoreParts;
import io.github.anomaly4j.registration.Registration;
import java.awt.Point;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Warnings about the score and the map of an image. */
public final class DetectionWarnings {
  /** Less than this share of the part is worth a word. */
  private static final double MOSTLY = 0.99;

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
        .filter(found -> found.seen() < MOSTLY)
        .ifPresent(
            found ->
                warnings.add(
                    new Warning(Warning.Kind.OUT_OF_VIEW, outOfView(found.seen(), category))));
    if (!map.tellsPlaces()) {
      return warnings.build();
    }
    boolean marked = map.max() > mapThreshold;
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

  private static String outOfView(double seen, String category) {
    return seen == 0
        ? text(
            "the part lies so far from where %s usually does that nothing of it was seen with its"
                + " surroundings: the image was moved, mirrored at its border, and scored as a whole",
            category)
        : text(
            "only %.0f %% of the part was inspected, because it does not lie as %s usually does: the"
                + " rest is outside the image or near to its border; place the part as in training,"
                + " or train on images with a margin around it, which areas ignore",
            100 * seen, category);
  }

  private static String blank(double contrast, double lowest, String category) {
    return text(
        "the image has next to no contrast (a standard deviation of %.4f; that of normal images"
            + " of %s is %.4f at least): is the lens covered, or the light off?",
        contrast, category, lowest);
  }

  private static String marked(
      String category, double mapThreshold, ScoreParts score, AnomalyMap map) {
    Point place = map.highestPlace();
    return text(
        "the map is at %.2f around (%d, %d), above %.2f, which few normal images of %s reach, but"
            + " the image as a whole is normal: its score of %.2f, in which a small place counts"
            + " little, is not above %.2f; look at that place",
        map.max(), place.x, place.y, mapThreshold, category, score.score(), score.threshold());
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
