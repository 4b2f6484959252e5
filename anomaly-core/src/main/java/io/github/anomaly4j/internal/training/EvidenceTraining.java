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
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.intake.Contrast;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.registration.Rigid;
import io.github.anomaly4j.internal.registration.TemplateLearner;
import io.github.anomaly4j.internal.route.RouterTraining;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.ExpectedScore;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.score.TileBlocks;
import io.github.anomaly4j.internal.training.TrainingImages.Category;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

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

  /** If less of a registered part is seen in a training image, that is worth a word. */
  private static final double SEEN = 0.99;

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
   * @param descriptors of each category's images, which routes are made of
   */
  record Learned(
      List<LearnedCategory> categories, Routes routes, List<List<float[]>> descriptors) {}

  /**
   * What was learned about one category.
   *
   * @param normal raw scores of its images, each computed by models without the image
   * @param damaged likewise, with synthetic damage
   * @param peaks of the normal images' maps by the same models
   * @param coarse of their coarse maps; empty of tiles, and if there are none
   * @param contrast the lowest contrast of its images
   * @param appearances of its images, in order
   * @param described how the same images look as a whole; empty of tiles and without a memory bank
   * @param tiles the images of the scores, if those are of tiles
   */
  record LearnedCategory(
      Optional<PartTemplate> template,
      Optional<InspectedArea> area,
      Map<Evidence, EvidenceModel> models,
      MapSpreads spreads,
      Poses poses,
      List<Map<Evidence, Double>> normal,
      List<Map<Evidence, Double>> damaged,
      List<MapPeaks> peaks,
      List<MapPeaks> coarse,
      double contrast,
      List<Appearance> appearances,
      Optional<ExpectedScore.Described> described,
      Optional<TileBlocks> tiles) {}

  /** The leave-one-out scores of one category's images or tiles, and its images as a whole. */
  private record Scores(
      Optional<PartTemplate> template,
      Poses poses,
      MapSpreads spreads,
      List<Scored> normal,
      List<Scored> damaged,
      List<Look> looks,
      Optional<Evidence> describes,
      Optional<TileBlocks> tiles) {
    Optional<ExpectedScore.Described> described() {
      return describes.map(
          evidence -> new ExpectedScore.Described(evidence, moments(normal), moments(damaged)));
    }

    private static List<float[]> moments(List<Scored> images) {
      return images.stream().map(image -> image.moments().orElseThrow()).toList();
    }
  }

  /**
   * An image as a whole.
   *
   * @param thumbnail for the two-stage router; empty if that is not used
   */
  private record Look(
      double contrast, Appearance appearance, float[] descriptor, Optional<Image> thumbnail) {}

  /** The leave-one-out scores of one image or tile, and its moments if they are needed. */
  private record Scored(
      SortedMap<Evidence, DoubleSupplier> scores,
      MapPeaks peaks,
      Optional<MapPeaks> coarse,
      Optional<float[]> moments) {

    /** The scores, once all categories are learned. */
    Map<Evidence, Double> raw() {
      SortedMap<Evidence, Double> raw = new TreeMap<>();
      scores.forEach((kind, score) -> raw.put(kind, score.getAsDouble()));
      return raw;
    }
  }

  /**
   * A normal image or tile that was scored, and what else is kept for it.
   *
   * @param sound the image, to be damaged; empty if there are enough
   * @param look the image as a whole; empty of a tile
   */
  private record Compared(Scored scored, Optional<Image> sound, Optional<Look> look) {}

  /** An action on the image of an index. */
  @FunctionalInterface
  private interface Action<T> {
    T at(Image image, int number);
  }

  /** Gives the image of an index. */
  @FunctionalInterface
  private interface Source {
    Image at(int number) throws IOException;

    default Image unchecked(int number) {
      try {
        return at(number);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Learns all categories. */
  Learned learn(List<Category> categories) throws IOException {
    List<Lesson> lessons = new ArrayList<>();
    for (Category category : categories) {
      lessons.add(images.lesson(category, lessons.size()));
    }
    progress.stage("memory banks", lessons.stream().mapToInt(this::steps).sum());
    List<Scores> scores = new ArrayList<>();
    for (Category category : categories) {
      scores.add(new CategoryTraining(category, lessons.get(scores.size()), scores.size()).learn());
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
              own.template(),
              categories.get(number).area(),
              ownModels,
              own.spreads(),
              own.poses(),
              own.normal().stream().map(Scored::raw).toList(),
              own.damaged().stream().map(Scored::raw).toList(),
              own.normal().stream().map(Scored::peaks).toList(),
              own.normal().stream().map(Scored::coarse).flatMap(Optional::stream).toList(),
              own.looks().stream().mapToDouble(Look::contrast).min().orElseThrow(),
              own.looks().stream().map(Look::appearance).toList(),
              own.described(),
              own.tiles()));
    }
    List<List<float[]>> descriptors =
        scores.stream().map(own -> own.looks().stream().map(Look::descriptor).toList()).toList();
    return new Learned(learned, routes(scores, descriptors), descriptors);
  }

  /** Every image is learned from in each of its poses, and scored. */
  private int steps(Lesson lesson) {
    int poses = lesson.tiles().isPresent() ? 0 : config.poses();
    return (1 + poses) * lesson.learned().size() + lesson.scored().size() + DAMAGED;
  }

  private Routes routes(List<Scores> categories, List<List<float[]>> descriptors) {
    return new Routes(
        config.routing(),
        new RouterTraining(descriptors).train(),
        config.tellsUnknown(categories.size()),
        config.routing() == Routing.TWO_STAGE
            ? Optional.of(TwoStageRouter.fit(categories.stream().map(this::thumbnails).toList()))
            : Optional.empty());
  }

  private List<Image> thumbnails(Scores scores) {
    return scores.looks().stream().map(Look::thumbnail).flatMap(Optional::stream).toList();
  }

  /** Learns one category. */
  private final class CategoryTraining {
    private final Category category;
    private final Lesson lesson;
    private final int number;
    private final SortedMap<Evidence, CategoryLearner> own = new TreeMap<>();
    private MapSpreads spreads = MapSpreads.NONE;
    private Optional<PartTemplate> template = Optional.empty();

    /** The kind of evidence whose memory bank describes whole images. */
    private Optional<Evidence> describes = Optional.empty();

    CategoryTraining(Category category, Lesson lesson, int number) {
      this.category = category;
      this.lesson = lesson;
      this.number = number;
      learners.forEach((kind, learner) -> own.put(kind, learner.category(number)));
    }

    Scores learn() throws IOException {
      template = template();
      Poses poses = addAll();
      images.requireNotInterrupted();
      SortedMap<Evidence, LeaveOneOut> without = new TreeMap<>();
      own.forEach((kind, learner) -> without.put(kind, learner.fit()));
      // The gathered data are not needed any more, and take much memory.
      own.clear();
      spreads = spreads(without);
      describes =
          lesson.tiles().isPresent()
              ? Optional.empty()
              : EvidenceKinds.describing(
                  EvidenceKinds.detecting(config.evidence()),
                  kind -> without.get(kind).moments().isPresent());
      return score(poses, without);
    }

    /** How the parts lie, if that is asked for and they lie nearly in one place. */
    private Optional<PartTemplate> template() throws IOException {
      if (config.registration() == null) {
        return Optional.empty();
      }
      TemplateLearner learner = new TemplateLearner(config.registration());
      for (int i = 0; i < category.images().size() && !learner.isFull(); i++) {
        learner.add(learned(i));
      }
      Optional<PartTemplate> found = learner.template();
      if (found.isEmpty()) {
        images.warn(
            "images of "
                + category.name()
                + " are not registered: they do not show a rigid part that lies nearly in one place,"
                + " within the range of the registration; widen the range, or leave it out");
      }
      found
          .filter(usual -> usual.leastSeen() < SEEN)
          .ifPresent(
              usual ->
                  images.warn(
                      String.format(
                          Locale.ROOT,
                          "some parts of %s lie so far off the usual place that only %.0f %% of them is"
                              + " inspected: the rest is outside their images or near to the border;"
                              + " give images with a margin around the part, which areas ignore",
                          category.name(),
                          100 * usual.leastSeen())));
      return found;
    }

    /** An image as the evidence looks at it. */
    private ImageFeatures look(Image image) {
      Rigid place = template.map(usual -> usual.find(image).place()).orElse(Rigid.NONE);
      return category.look(PartTemplate.seen(image, place));
    }

    /** Adds all images in all poses to the learners, or tiles, which need no poses. */
    private Poses addAll() throws IOException {
      DirectionCheck directions = new DirectionCheck();
      inOrder(
          lesson.learned().size(),
          this::learned,
          this::seen,
          (features, i) -> {
            directions.add(features.image());
            int image = lesson.learned().get(i).image();
            own.values().forEach(learner -> learner.add(image, features));
            advance();
          });
      if (lesson.tiles().isPresent()) {
        return new Poses(false);
      }
      Poses poses = new Poses(directions.every());
      if (config.poses() > 0) {
        inOrder(
            category.images().size(),
            this::learned,
            (image, i) -> posed(poses, image, i),
            (others, i) -> {
              for (ImageFeatures other : others) {
                own.values().forEach(learner -> learner.addPose(i, other));
                advance();
              }
            });
      }
      return poses;
    }

    private Image learned(int i) throws IOException {
      return images.read(lesson.learned().get(i));
    }

    private ImageFeatures seen(Image image, int i) {
      ImageFeatures features = look(image);
      try {
        own.values().forEach(learner -> learner.features().forEach(features::get));
      } catch (FeatureException e) {
        throw e.naming(lesson.learned().get(i).entry().file());
      }
      return features;
    }

    private List<ImageFeatures> posed(Poses poses, Image image, int i) {
      List<ImageFeatures> others = new ArrayList<>();
      ImageFeatures look = look(image);
      RandomGenerator random = RandomStream.POSE.of(config.seed(), number, i);
      for (int pose = 0; pose < config.poses(); pose++) {
        ImageFeatures other = poses.other(look, random);
        own.values().forEach(learner -> learner.poseFeatures().forEach(other::get));
        others.add(other);
      }
      return others;
    }

    /** How much the maps of normal images vary whose maps are added. */
    private MapSpreads spreads(SortedMap<Evidence, LeaveOneOut> without) throws IOException {
      Set<Evidence> added = EvidenceKinds.added(without.keySet());
      MapSpreads.Sample sample = new MapSpreads.Sample();
      List<Piece> some =
          lesson.sound(added.isEmpty() ? 0 : SPREAD).stream().map(lesson.scored()::get).toList();
      inOrder(
          some.size(),
          i -> images.read(some.get(i)),
          (image, i) -> {
            ImageFeatures look = look(image);
            SortedMap<Evidence, Reading> readings = new TreeMap<>();
            added.forEach(
                kind -> readings.put(kind, without.get(kind).read(some.get(i).image(), look)));
            return Reading.maps(readings);
          },
          (maps, i) -> sample.add(maps));
      return sample.spreads();
    }

    private Scores score(Poses poses, SortedMap<Evidence, LeaveOneOut> without) throws IOException {
      Set<Evidence> counted = EvidenceKinds.detecting(config.evidence());
      List<Piece> pieces = lesson.scored();
      List<Integer> damageable = lesson.sound(DAMAGED);
      Set<Integer> kept = new HashSet<>(damageable);
      List<Scored> normal = new ArrayList<>();
      List<Image> sound = new ArrayList<>();
      List<Look> looks = new ArrayList<>();
      inOrder(
          pieces.size(),
          i -> images.read(pieces.get(i)),
          (image, i) -> {
            ImageFeatures look = look(image);
            return new Compared(
                score(i < SHOWN ? context.kinds() : counted, look, pieces.get(i), without),
                kept.contains(i)
                    ? Optional.of(context.largestFrame().scale(look.image()))
                    : Optional.empty(),
                lesson.tiles().isPresent() ? Optional.empty() : Optional.of(look(look, image)));
          },
          (image, i) -> {
            normal.add(image.scored());
            image.sound().ifPresent(sound::add);
            image.look().ifPresent(looks::add);
            advance();
          });
      if (lesson.tiles().isPresent()) {
        inOrder(
            category.images().size(),
            i -> images.overview(category.images().get(i)),
            (image, i) -> look(new ImageFeatures(image), image),
            (look, i) -> looks.add(look));
      }
      List<Scored> damaged = new ArrayList<>();
      List<Integer> damagedPieces =
          IntStream.range(0, DAMAGED).mapToObj(i -> damageable.get(i % sound.size())).toList();
      inOrder(
          DAMAGED,
          i -> damage(sound, i),
          (image, i) ->
              score(
                  counted,
                  category.look(new ImageFeatures(image)),
                  pieces.get(damagedPieces.get(i)),
                  without),
          (image, i) -> {
            damaged.add(image);
            advance();
          });
      return new Scores(
          template,
          poses,
          spreads,
          normal,
          damaged,
          looks,
          describes,
          lesson.blocks(damagedPieces));
    }

    /**
     * An image as a whole.
     *
     * @param features of what is looked at
     * @param whole the image without areas, by which it will be routed
     */
    private Look look(ImageFeatures features, Image whole) {
      ImageFeatures routed =
          category.area().isPresent() || template.isPresent() ? new ImageFeatures(whole) : features;
      Framed framed = features.get(new Framing(context.frame()));
      return new Look(
          Contrast.of(framed),
          framed.appearance(),
          routed.get(overview),
          config.routing() == Routing.TWO_STAGE
              ? Optional.of(whole.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE))
              : Optional.empty());
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

    /** Scores an image or tile without what was learned from the image. */
    private Scored score(
        Set<Evidence> asked,
        ImageFeatures features,
        Piece piece,
        SortedMap<Evidence, LeaveOneOut> without) {
      try {
        Map<Evidence, Reading> readings =
            EvidenceKinds.read(
                asked, kind -> without.get(kind).read(piece.image(), features), spreads);
        SortedMap<Evidence, EvidenceMap> maps = Reading.maps(readings);
        Map<Evidence, EvidenceMap> coarse = Reading.coarse(maps);
        return new Scored(
            suppliers(readings),
            MapPeaks.of(maps, config.evidence()),
            Optional.of(MapPeaks.of(coarse, config.evidence()))
                .filter(own -> lesson.tiles().isEmpty() && !own.kinds().isEmpty()),
            describes.flatMap(kind -> without.get(kind).moments()).map(features::get));
      } catch (FeatureException e) {
        throw e.naming(piece.entry().file());
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
   * Processes images in parallel, a few at a time, and takes the results in order, so that the
   * outcome does not depend on the number of threads. Tiles are read one after the other, because
   * their files are.
   */
  private <T> void inOrder(int count, Source source, Action<T> action, ObjIntConsumer<T> taken)
      throws IOException {
    Workers workers = Workers.here();
    // Enough that no thread waits long for the others, but no more images than fit into memory.
    int few =
        config.tiles() == null
            ? workers.threads() == 1 ? 1 : 2 * workers.threads()
            : config.tiles().atOnce(workers.threads(), Runtime.getRuntime().maxMemory());
    for (int from = 0; from < count; from += few) {
      images.requireNotInterrupted();
      int first = from;
      List<T> seen = new ArrayList<>(Collections.nCopies(Math.min(few, count - first), (T) null));
      List<Image> read = new ArrayList<>();
      for (int i = 0; config.tiles() != null && i < seen.size(); i++) {
        read.add(source.at(first + i));
      }
      try {
        workers.forEach(
            seen.size(),
            i ->
                seen.set(
                    i,
                    action.at(
                        read.isEmpty() ? source.unchecked(first + i) : read.get(i), first + i)));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      for (int i = 0; i < seen.size(); i++) {
        taken.accept(seen.get(i), first + i);
      }
    }
  }
}
