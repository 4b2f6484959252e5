package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.Contrast;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.CategoryLearner;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceLearner;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.evidence.LeaveOneOut;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.Framing;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.route.RouterTraining;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.training.TrainingImages.Category;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;

/**
 * Learns every category's evidence from all its images, and scores the same images, as they are and
 * with synthetic damage, each without what was learned from the image itself (leave-one-out). So
 * every image is used both for learning and for calibration.
 *
 * <p>Long because learning a category and scoring it share one walk over its images.
 */
final class EvidenceTraining {
  /** How many damaged images of each category measure how far damage stands out. */
  private static final int DAMAGED = 48;

  /**
   * How many normal images determine the scale of evidence that does not count but may be shown.
   */
  private static final int SHOWN = 48;

  /** How many normal images tell how much maps vary; they are in random order. */
  private static final int SPREAD = 24;

  /** How often damage is drawn until it is in the part of the image that is looked at. */
  private static final int ATTEMPTS = 20;

  private static final Damage DAMAGE = DamageRecipes.calibration();

  private final DetectorConfig config;
  private final EvidenceContext context;
  private final TrainingImages images;
  private final TrainingProgress progress;
  private final Descriptor overview;
  private final SortedMap<Evidence, EvidenceLearner> learners = new TreeMap<>();
  private int done;

  EvidenceTraining(
      DetectorConfig config,
      EvidenceContext context,
      TrainingImages images,
      TrainingProgress progress) {
    this.config = config;
    this.context = context;
    this.images = images;
    this.progress = progress;
    this.overview = context.overview();
    for (Evidence kind : EvidenceKinds.computed(context.kinds())) {
      learners.put(kind, EvidenceKinds.of(kind).learner(context));
    }
  }

  /**
   * The result of the learning.
   *
   * @param routes finds the category of an image
   */
  record Learned(List<LearnedCategory> categories, Routes routes) {}

  /**
   * What was learned about one category.
   *
   * @param normal raw scores of its images, each computed by models without the image
   * @param damaged likewise, with synthetic damage
   * @param peaks of the normal images' maps by the same models
   * @param contrast the lowest contrast of its images
   * @param appearances of its images, in the order of the normal scores
   */
  record LearnedCategory(
      Optional<InspectedArea> area,
      Map<Evidence, EvidenceModel> models,
      MapSpreads spreads,
      Poses poses,
      List<Map<Evidence, Double>> normal,
      List<Map<Evidence, Double>> damaged,
      List<MapPeaks> peaks,
      double contrast,
      List<Appearance> appearances) {}

  /** The leave-one-out scores of one category's images. */
  private record Scores(
      Poses poses,
      MapSpreads spreads,
      List<Scored> normal,
      List<Scored> damaged,
      List<Image> thumbnails) {}

  /** The leave-one-out scores of one image. */
  private record Scored(
      double contrast,
      Appearance appearance,
      float[] descriptor,
      SortedMap<Evidence, DoubleSupplier> scores,
      MapPeaks peaks) {

    /** The scores, once all categories are learned. */
    Map<Evidence, Double> raw() {
      SortedMap<Evidence, Double> raw = new TreeMap<>();
      scores.forEach((kind, score) -> raw.put(kind, score.getAsDouble()));
      return raw;
    }
  }

  /**
   * A normal image that was scored, and what else is kept for it.
   *
   * @param sound the image, to be damaged; empty if there are enough
   * @param thumbnail for the two-stage router; empty if that is not used
   */
  private record Compared(Scored scored, Optional<Image> sound, Optional<Image> thumbnail) {}

  /** An action on the image of an index. */
  @FunctionalInterface
  private interface Look<T> {
    T at(int number) throws IOException;

    default T unchecked(int number) {
      try {
        return at(number);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Learns all categories. */
  Learned learn(List<Category> categories) throws IOException {
    progress.stage("memory banks", categories.stream().mapToInt(this::steps).sum());
    List<Scores> scores = new ArrayList<>();
    for (Category category : categories) {
      scores.add(new CategoryTraining(category, scores.size()).learn());
    }
    SortedMap<Evidence, List<EvidenceModel>> models = new TreeMap<>();
    learners.forEach((kind, learner) -> models.put(kind, learner.models()));
    List<LearnedCategory> learned = new ArrayList<>();
    for (Scores own : scores) {
      int number = learned.size();
      SortedMap<Evidence, EvidenceModel> ownModels = new TreeMap<>();
      models.forEach((kind, all) -> ownModels.put(kind, all.get(number)));
      learned.add(
          new LearnedCategory(
              categories.get(number).area(),
              ownModels,
              own.spreads(),
              own.poses(),
              own.normal().stream().map(Scored::raw).toList(),
              own.damaged().stream().map(Scored::raw).toList(),
              own.normal().stream().map(Scored::peaks).toList(),
              own.normal().stream().mapToDouble(Scored::contrast).min().orElseThrow(),
              own.normal().stream().map(Scored::appearance).toList()));
    }
    return new Learned(learned, routes(scores));
  }

  /** Every image is learned from in each of its poses, and scored. */
  private int steps(Category category) {
    return (2 + config.poses()) * category.images().size() + DAMAGED;
  }

  private Routes routes(List<Scores> categories) {
    return new Routes(
        config.routing(),
        new RouterTraining(
                categories.stream()
                    .map(own -> own.normal().stream().map(Scored::descriptor).toList())
                    .toList())
            .train(),
        config.tellsUnknown(categories.size()),
        config.routing() == Routing.TWO_STAGE
            ? Optional.of(TwoStageRouter.fit(categories.stream().map(Scores::thumbnails).toList()))
            : Optional.empty());
  }

  /** Learns one category. */
  private final class CategoryTraining {
    private final Category category;
    private final int number;
    private final SortedMap<Evidence, CategoryLearner> own = new TreeMap<>();
    private MapSpreads spreads = MapSpreads.NONE;

    CategoryTraining(Category category, int number) {
      this.category = category;
      this.number = number;
      learners.forEach((kind, learner) -> own.put(kind, learner.category(number)));
    }

    Scores learn() throws IOException {
      Poses poses = addAll();
      images.requireNotInterrupted();
      SortedMap<Evidence, LeaveOneOut> without = new TreeMap<>();
      own.forEach((kind, learner) -> without.put(kind, learner.fit()));
      // The gathered data are not needed any more, and take much memory.
      own.clear();
      spreads = spreads(without);
      return score(poses, without);
    }

    /** Adds all images in all poses to the learners. */
    private Poses addAll() throws IOException {
      DirectionCheck directions = new DirectionCheck();
      inOrder(
          category.images().size(),
          this::seen,
          (features, i) -> {
            directions.add(features.image());
            own.values().forEach(learner -> learner.add(i, features));
            advance();
          });
      Poses poses = new Poses(directions.every());
      inOrder(
          category.images().size(),
          i -> posed(poses, i),
          (others, i) -> {
            for (ImageFeatures other : others) {
              own.values().forEach(learner -> learner.addPose(i, other));
              advance();
            }
          });
      return poses;
    }

    private ImageFeatures seen(int i) throws IOException {
      ImageFeatures features = category.look(images.read(category.images().get(i)));
      try {
        own.values().forEach(learner -> learner.features().forEach(features::get));
      } catch (FeatureException e) {
        throw e.naming(category.images().get(i).file());
      }
      return features;
    }

    private List<ImageFeatures> posed(Poses poses, int i) throws IOException {
      List<ImageFeatures> others = new ArrayList<>();
      if (config.poses() > 0) {
        ImageFeatures image = category.look(images.read(category.images().get(i)));
        RandomGenerator random = RandomStream.POSE.of(config.seed(), number, i);
        for (int pose = 0; pose < config.poses(); pose++) {
          ImageFeatures other = poses.other(image, random);
          own.values().forEach(learner -> learner.poseFeatures().forEach(other::get));
          others.add(other);
        }
      }
      return others;
    }

    /** How much the maps of normal images vary whose maps are added. */
    private MapSpreads spreads(SortedMap<Evidence, LeaveOneOut> without) throws IOException {
      Set<Evidence> added = EvidenceKinds.added(without.keySet());
      MapSpreads.Sample sample = new MapSpreads.Sample();
      int count = added.isEmpty() ? 0 : Math.min(SPREAD, category.images().size());
      inOrder(
          count,
          i -> {
            ImageFeatures look = category.look(images.read(category.images().get(i)));
            SortedMap<Evidence, Reading> readings = new TreeMap<>();
            added.forEach(kind -> readings.put(kind, without.get(kind).read(i, look)));
            return Reading.maps(readings);
          },
          (maps, i) -> sample.add(maps));
      return sample.spreads();
    }

    private Scores score(Poses poses, SortedMap<Evidence, LeaveOneOut> without) throws IOException {
      Set<Evidence> counted = EvidenceKinds.detecting(config.evidence());
      List<Scored> normal = new ArrayList<>();
      List<Image> sound = new ArrayList<>();
      List<Image> thumbnails = new ArrayList<>();
      inOrder(
          category.images().size(),
          i -> {
            Image image = images.read(category.images().get(i));
            ImageFeatures look = category.look(image);
            return new Compared(
                score(
                    i < SHOWN ? context.kinds() : counted,
                    look,
                    new ImageFeatures(image),
                    i,
                    without),
                i < DAMAGED
                    ? Optional.of(context.largestFrame().scale(look.image()))
                    : Optional.empty(),
                config.routing() == Routing.TWO_STAGE
                    ? Optional.of(image.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE))
                    : Optional.empty());
          },
          (image, i) -> {
            normal.add(image.scored());
            image.sound().ifPresent(sound::add);
            image.thumbnail().ifPresent(thumbnails::add);
            advance();
          });
      List<Scored> damaged = new ArrayList<>();
      inOrder(
          DAMAGED,
          i -> {
            ImageFeatures damage = category.look(damage(sound, i));
            return score(counted, damage, damage, i % sound.size(), without);
          },
          (image, i) -> {
            damaged.add(image);
            advance();
          });
      return new Scores(poses, spreads, normal, damaged, thumbnails);
    }

    private Image damage(List<Image> sound, int i) {
      Damaged damaged = damage(sound, i, RandomStream.CALIBRATION.of(config.seed(), number, i));
      for (int again = 1; again < ATTEMPTS && !category.shows(damaged.mask()); again++) {
        damaged = damage(sound, i, RandomStream.CALIBRATION.of(config.seed(), number, i, again));
      }
      return damaged.image();
    }

    private Damaged damage(List<Image> sound, int i, RandomGenerator random) {
      return DAMAGE.apply(
          sound.get(i % sound.size()), stream -> sound.get(stream.nextInt(sound.size())), random);
    }

    /**
     * Scores an image without what was learned from it.
     *
     * @param whole the image without areas, by which it will be routed
     */
    private Scored score(
        Set<Evidence> asked,
        ImageFeatures features,
        ImageFeatures whole,
        int number,
        SortedMap<Evidence, LeaveOneOut> without) {
      try {
        Map<Evidence, Reading> readings =
            EvidenceKinds.read(asked, kind -> without.get(kind).read(number, features), spreads);
        Framed framed = features.get(new Framing(context.frame()));
        return new Scored(
            Contrast.of(framed),
            framed.appearance(),
            category.area().isPresent() ? whole.get(overview) : features.get(overview),
            suppliers(readings),
            MapPeaks.of(Reading.maps(readings), config.evidence()));
      } catch (FeatureException e) {
        throw e.naming(category.images().get(number).file());
      }
    }
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

  private void advance() {
    progress.advanced(++done);
  }

  /**
   * Processes items in parallel, a few at a time, and takes the results in order, so that the
   * outcome does not depend on the number of threads.
   */
  private <T> void inOrder(int count, Look<T> look, ObjIntConsumer<T> taken) throws IOException {
    Workers workers = Workers.here();
    // Enough that no thread waits long for the others, but no more images than fit into memory.
    int few = workers.threads() == 1 ? 1 : 2 * workers.threads();
    for (int from = 0; from < count; from += few) {
      images.requireNotInterrupted();
      int first = from;
      List<T> seen = new ArrayList<>(Collections.nCopies(Math.min(few, count - first), (T) null));
      try {
        workers.forEach(seen.size(), i -> seen.set(i, look.unchecked(first + i)));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      for (int i = 0; i < seen.size(); i++) {
        taken.accept(seen.get(i), first + i);
      }
    }
  }
}
