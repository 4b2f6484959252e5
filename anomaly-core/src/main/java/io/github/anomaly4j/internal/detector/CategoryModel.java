package io.github.anomaly4j.internal.detector;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feedback.Feedback;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.registration.Alignment;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.registration.Rigid;
import io.github.anomaly4j.internal.score.ExpectedScore;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.score.TileScale;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.threshold.QuantileThreshold;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The model of one category.
 *
 * <p>Long because each of its copies names all of its parts.
 *
 * @param template how its part usually lies; empty if images are taken as they are
 * @param area the part of its images that is looked at; empty for all of them
 * @param models one for each kind of evidence that is computed
 * @param spreads in units of which maps are added
 * @param expected what images score by their looks alone; empty if there are too few images
 * @param poses other poses in which its images are normal too
 * @param normal scores of its training images, each computed by models without the image
 * @param threshold of an image's score
 * @param mapThreshold of the values of a normal image's map
 * @param found which of both training found
 * @param feedback what labeled defects have taught; empty if there were none
 * @param tiles how scores of tiles become those of an image; empty if images are taken as a whole
 */
public record CategoryModel(
    String name,
    Optional<PartTemplate> template,
    Optional<InspectedArea> area,
    Map<Evidence, EvidenceModel> models,
    MapSpreads spreads,
    Fusion fusion,
    Optional<ExpectedScore> expected,
    Poses poses,
    NormalImages normal,
    double threshold,
    double mapThreshold,
    Found found,
    Optional<TileScale> tiles,
    Optional<Feedback> feedback) {

  /** Chosen on drawn products: at 20 %, four times as many places beside defects are marked. */
  private static final QuantileThreshold PLACES = new QuantileThreshold(0.1);

  public CategoryModel {
    models = ImmutableSortedMap.copyOf(models);
  }

  /**
   * Which thresholds training found: if images are taken out, these are found again, and those that
   * somebody set stay.
   */
  public record Found(boolean score, boolean map) {}

  /**
   * The scores of a category's normal images.
   *
   * @param scores {@link Fusion#normalScore} of each image
   * @param peaks how high each image has a place that could be marked, as by {@link #height}
   * @param contrast the lowest contrast of an image
   * @param appearances of each image; none in files of before they were saved
   * @param fingerprints of the pixels of each image that the models know, in the order of the
   *     numbers that they have there: first those of the scores, then those that were added later;
   *     none in files of before they were saved
   */
  public record NormalImages(
      List<Double> scores,
      List<Double> peaks,
      double contrast,
      List<Appearance> appearances,
      List<String> fingerprints) {
    public NormalImages {
      scores = List.copyOf(scores);
      peaks = List.copyOf(peaks);
      appearances = appearances == null ? List.of() : List.copyOf(appearances);
      fingerprints = fingerprints == null ? List.of() : List.copyOf(fingerprints);
    }

    /** The same with more images that have no scores. */
    public NormalImages and(List<String> more) {
      return new NormalImages(
          scores,
          peaks,
          contrast,
          appearances,
          fingerprints.isEmpty()
              ? fingerprints
              : ImmutableList.<String>builder().addAll(fingerprints).addAll(more).build());
    }

    /** The same with other scores of the same images. */
    public NormalImages withScores(List<Double> others) {
      return new NormalImages(others, peaks, contrast, appearances, fingerprints);
    }

    /** The same without the images of some numbers. */
    public NormalImages without(Set<Integer> numbers) {
      return new NormalImages(
          kept(scores, numbers),
          kept(peaks, numbers),
          contrast,
          kept(appearances, numbers),
          kept(fingerprints, numbers));
    }

    private static <T> List<T> kept(List<T> all, Set<Integer> without) {
      return IntStream.range(0, all.size())
          .filter(i -> !without.contains(i))
          .mapToObj(all::get)
          .toList();
    }
  }

  /**
   * The threshold of the values of an image's map. If the image is anomalous as a whole, the
   * question is only where: places count then that few normal images have.
   */
  double mapThreshold(boolean anomalous) {
    return anomalous && normal.peaks().size() >= PLACES.normalsNeeded()
        ? Math.min(mapThreshold, fusion.scoreAt(PLACES.threshold(Doubles.toArray(normal.peaks()))))
        : mapThreshold;
  }

  /** How the part lies in an image; empty if images are taken as they are. */
  Optional<Alignment> alignment(Image image) {
    return template.map(usual -> usual.find(image));
  }

  /** {@link #look(ImageFeatures, Optional)} with the image's own alignment. */
  public ImageFeatures look(ImageFeatures whole) {
    return look(whole, alignment(whole.image()));
  }

  /** Whether its evidence may look at an image in another way than it is. */
  boolean changesLook() {
    return template.isPresent() || area.isPresent();
  }

  /** Whether the image has the size that the category's areas are for, if it has any. */
  boolean areaFits(Image image) {
    return area.isEmpty() || area.get().fits(image);
  }

  /**
   * An image of the category, as its evidence looks at it: moved so that its part lies as usual,
   * and with what is ignored hidden.
   *
   * @param whole features of the image as it is, which are used where nothing is to be done
   * @throws FeatureException if the category has areas and the image is of another size
   */
  ImageFeatures look(ImageFeatures whole, Optional<Alignment> alignment) {
    ImageFeatures straight =
        alignment
            .map(Alignment::place)
            .filter(place -> !place.equals(Rigid.NONE))
            .map(place -> PartTemplate.seen(whole.image(), place))
            .orElse(whole);
    if (!areaFits(straight.image())) {
      throw new FeatureException(
          "%d x %d pixels; expected %s; %s"
              .formatted(
                  straight.image().width(),
                  straight.image().height(),
                  area.orElseThrow().expected(name),
                  InspectedArea.advice()));
    }
    return area.map(straight::within).orElse(straight);
  }

  public CategoryModel withModels(Map<Evidence, EvidenceModel> others) {
    return new CategoryModel(
        name,
        template,
        area,
        others,
        spreads,
        fusion,
        expected,
        poses,
        normal,
        threshold,
        mapThreshold,
        found,
        tiles,
        feedback);
  }

  public CategoryModel withNormal(NormalImages other) {
    return new CategoryModel(
        name,
        template,
        area,
        models,
        spreads,
        fusion,
        expected,
        poses,
        other,
        threshold,
        mapThreshold,
        found,
        tiles,
        feedback);
  }

  /** The category with thresholds that training did not find, unless they are the same. */
  public CategoryModel withThresholds(double ofScore, double ofMap) {
    return withThresholds(
        ofScore,
        ofMap,
        new Found(found.score() && ofScore == threshold, found.map() && ofMap == mapThreshold));
  }

  /** The category with other thresholds, and which of them training found. */
  public CategoryModel withThresholds(double ofScore, double ofMap, Found origin) {
    return new CategoryModel(
        name, template, area, models, spreads, fusion, expected, poses, normal, ofScore, ofMap,
        origin, tiles, feedback);
  }

  /** The category when the areas do not count. */
  CategoryModel withoutArea() {
    return new CategoryModel(
        name,
        template,
        Optional.empty(),
        models,
        spreads,
        fusion,
        expected,
        poses,
        normal,
        threshold,
        mapThreshold,
        found,
        tiles,
        feedback);
  }

  /** The category with what labeled defects have taught. */
  public CategoryModel withFeedback(Feedback learned, NormalImages corrected, double ofScore) {
    return new CategoryModel(
        name,
        template,
        area,
        models,
        spreads,
        fusion,
        expected,
        poses,
        corrected,
        ofScore,
        mapThreshold,
        found,
        tiles,
        Optional.of(learned));
  }

  /** The moments of an image's patches in the space of a memory bank. */
  public float[] moments(Evidence evidence, ImageFeatures look) {
    return look.get(
        Optional.ofNullable(models.get(evidence))
            .flatMap(EvidenceModel::moments)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no memory bank of %s, by which images of %s are described"
                            .formatted(evidence, name))));
  }

  /** The fusion for images that look as this one does as a whole. */
  public Fusion fusion(ImageFeatures look) {
    return expected
        .map(own -> fusion.expecting(own.of(moments(own.content().evidence(), look))))
        .orElse(fusion);
  }

  /**
   * How many spreads an image is above the usual normal one that looks like it, corrected by what
   * labeled defects have taught.
   */
  public double deviation(Map<Evidence, Reading> readings, ImageFeatures look) {
    double deviation = fusion(look).normalScore(Reading.scores(readings));
    return feedback
        .map(own -> deviation + own.correction(moments(own.content().evidence(), look)))
        .orElse(deviation);
  }

  /**
   * How high an image has a place that could be marked, by its map or by its coarse map.
   *
   * @param weights of all kinds of evidence
   */
  public double height(
      Map<Evidence, Reading> readings, ImageFeatures look, Map<Evidence, Double> weights) {
    Fusion own = fusion(look);
    Map<Evidence, EvidenceMap> maps = Reading.maps(readings);
    return Math.max(
        own.highest(MapPeaks.of(maps, weights)),
        own.coarse() == null
            ? Double.NEGATIVE_INFINITY
            : own.coarse().apply(own.highest(MapPeaks.of(Reading.coarse(maps), weights))));
  }

  /** The known defect that is most like the image, if any are known. */
  Optional<Feedback.Nearest> nearestDefect(ImageFeatures look) {
    return feedback.map(own -> own.nearest(moments(own.content().evidence(), look)));
  }

  /** The readings of some kinds of evidence for an image. */
  public SortedMap<Evidence, Reading> read(Set<Evidence> kinds, ImageFeatures image) {
    return EvidenceKinds.read(kinds, kind -> models.get(kind).read(image), spreads);
  }
}
