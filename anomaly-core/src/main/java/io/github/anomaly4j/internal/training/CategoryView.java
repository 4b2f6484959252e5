package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.Framing;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.intake.Contrast;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.registration.Rigid;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.training.CategoryScores.Look;
import io.github.anomaly4j.internal.training.CategoryScores.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * How a training looks at the images of one category, one by one, so that it may do so on any
 * machine. Immutable, thread safe.
 *
 * @param number of the category
 * @param area the part of its images that is looked at; empty for all of them
 * @param template how its parts lie; empty if images are taken as they are
 */
public record CategoryView(
    DetectorConfig config,
    EvidenceContext context,
    int number,
    Optional<InspectedArea> area,
    Optional<PartTemplate> template) {
  /** How many damaged images of each category measure how far damage stands out. */
  public static final int DAMAGED = 48;

  /**
   * How many normal images determine the scale of evidence that does not count but may be shown.
   */
  private static final int SHOWN = 48;

  /** How many normal images tell how much maps vary; they are in random order. */
  public static final int SPREAD = 24;

  /** How often damage is drawn until it is in the part of the image that is looked at. */
  private static final int ATTEMPTS = 20;

  private static final Damage DAMAGE = DamageRecipes.calibration();

  /** An image as the evidence looks at it. */
  public ImageFeatures look(Image image) {
    Rigid place = template.map(usual -> usual.find(image).place()).orElse(Rigid.NONE);
    return within(PartTemplate.seen(image, place));
  }

  /** An image that lies as it should. */
  public ImageFeatures lookAsItLies(Image image) {
    return within(new ImageFeatures(image));
  }

  private ImageFeatures within(ImageFeatures image) {
    return area.map(image::within).orElse(image);
  }

  /**
   * An image in its other poses.
   *
   * @param image its index
   */
  public List<ImageFeatures> posed(Poses poses, ImageFeatures look, int image) {
    List<ImageFeatures> others = new ArrayList<>();
    RandomGenerator random = RandomStream.POSE.of(config.seed(), number, image);
    for (int pose = 0; pose < config.poses(); pose++) {
      others.add(poses.other(look, random));
    }
    return others;
  }

  /**
   * An image as a whole.
   *
   * @param features of what is looked at
   * @param whole the image without areas, by which it will be routed
   */
  public Look whole(ImageFeatures features, Image whole) {
    ImageFeatures routed =
        area.isPresent() || template.isPresent() ? new ImageFeatures(whole) : features;
    Framed framed = features.get(new Framing(context.frame()));
    return new Look(
        Contrast.of(framed),
        framed.appearance(),
        routed.get(context.overview()),
        config.routing() == Routing.TWO_STAGE
            ? Optional.of(whole.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE))
            : Optional.empty());
  }

  /** What a normal image is scored by. */
  public Set<Evidence> asked(int image) {
    return image < SHOWN ? context.kinds() : counted();
  }

  /** What a damaged image is scored by. */
  public Set<Evidence> counted() {
    return EvidenceKinds.detecting(config.evidence());
  }

  /**
   * Scores an image or tile.
   *
   * @param one reads a single kind
   * @param moments of the image as a whole, if they are needed
   */
  public Scored score(
      Set<Evidence> asked,
      ImageFeatures features,
      Function<Evidence, Reading> one,
      MapSpreads spreads,
      Optional<ImageFeature<float[]>> moments) {
    Map<Evidence, Reading> readings = EvidenceKinds.read(asked, one, spreads);
    SortedMap<Evidence, EvidenceMap> maps = Reading.maps(readings);
    Map<Evidence, EvidenceMap> coarse = Reading.coarse(maps);
    return new Scored(
        suppliers(readings),
        MapPeaks.of(maps, config.evidence()),
        Optional.of(MapPeaks.of(coarse, config.evidence()))
            .filter(own -> config.tiles() == null && !own.kinds().isEmpty()),
        moments.map(features::get));
  }

  /** Maps are scored at once, because they take much memory. */
  private static SortedMap<Evidence, DoubleSupplier> suppliers(Map<Evidence, Reading> readings) {
    SortedMap<Evidence, DoubleSupplier> scores = new TreeMap<>();
    readings.forEach(
        (kind, reading) -> {
          if (reading.map().isPresent()) {
            double score = reading.score();
            scores.put(kind, () -> score);
          } else {
            scores.put(kind, reading.later());
          }
        });
    return scores;
  }

  /**
   * A sound image with synthetic damage.
   *
   * @param sound images that are damaged in turn
   * @param i the number of the damaged image
   */
  public Image damaged(List<Image> sound, int i) {
    Damaged damaged = damaged(sound, i, RandomStream.CALIBRATION.of(config.seed(), number, i));
    for (int again = 1; again < ATTEMPTS && !shows(damaged); again++) {
      damaged = damaged(sound, i, RandomStream.CALIBRATION.of(config.seed(), number, i, again));
    }
    return damaged.image();
  }

  /** Whether damage is in the part that is looked at. */
  private boolean shows(Damaged damaged) {
    return area.isEmpty() || area.get().shows(damaged.mask());
  }

  private static Damaged damaged(List<Image> sound, int i, RandomGenerator random) {
    return DAMAGE.apply(
        sound.get(i % sound.size()), stream -> sound.get(stream.nextInt(sound.size())), random);
  }
}
