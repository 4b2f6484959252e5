package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
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
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.KeptPasses;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.registration.TemplateLearner;
import io.github.anomaly4j.internal.training.CategoryScores.Look;
import io.github.anomaly4j.internal.training.CategoryScores.Scored;
import io.github.anomaly4j.internal.training.TrainingImages.Category;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Learns every category's evidence from all its images, and scores the same images, as they are and
 * with synthetic damage, each without what was learned from the image itself (leave-one-out). So
 * every image is used both for learning and for calibration.
 *
 * <p>Long because learning a category and scoring it share one walk over its images.
 */
final class EvidenceTraining {
  /** If less of a registered part is seen in a training image, that is worth a word. */
  private static final double SEEN = 0.99;

  private final DetectorConfig config;
  private final EvidenceContext context;
  private final TrainingImages images;
  private final TrainingProgress progress;
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
    for (Evidence kind : EvidenceKinds.computed(context.kinds())) {
      learners.put(kind, EvidenceKinds.of(kind).learner(context));
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

  /** A tile that was read. */
  private record Numbered(Image image, int number) {}

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
    List<CategoryScores> scores = new ArrayList<>();
    for (Category category : categories) {
      scores.add(new CategoryTraining(category, lessons.get(scores.size()), scores.size()).learn());
    }
    SortedMap<Evidence, List<EvidenceModel>> models = new TreeMap<>();
    learners.forEach((kind, learner) -> models.put(kind, learner.models()));
    return Learned.of(config, categories.stream().map(Category::area).toList(), scores, models);
  }

  /** Every image is learned from in each of its poses, and scored. */
  private int steps(Lesson lesson) {
    int poses = lesson.tiles().isPresent() ? 0 : config.poses();
    return (1 + poses) * lesson.learned().size() + lesson.scored().size() + CategoryView.DAMAGED;
  }

  /** Learns one category. */
  private final class CategoryTraining {
    private final Category category;
    private final Lesson lesson;
    private final SortedMap<Evidence, CategoryLearner> own = new TreeMap<>();
    private final KeptPasses<Piece> kept =
        new KeptPasses<>(
            EvidenceKinds.needingBackbone(context.kinds()).isEmpty()
                ? Optional.empty()
                : context.backbone());
    private MapSpreads spreads = MapSpreads.NONE;
    private CategoryView view;

    /** The kind of evidence whose memory bank describes whole images. */
    private Optional<Evidence> describes = Optional.empty();

    CategoryTraining(Category category, Lesson lesson, int number) {
      this.category = category;
      this.lesson = lesson;
      this.view = new CategoryView(config, context, number, category.area(), Optional.empty());
      learners.forEach((kind, learner) -> own.put(kind, learner.category(number)));
    }

    CategoryScores learn() throws IOException {
      view = new CategoryView(config, context, view.number(), category.area(), template());
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
      ImageFeatures features = view.look(image);
      try {
        own.values().forEach(learner -> learner.features().forEach(features::get));
        if (lesson.tiles().isEmpty()) {
          kept.keep(lesson.learned().get(i), features);
        }
      } catch (FeatureException e) {
        throw e.naming(lesson.learned().get(i).entry().file());
      }
      return features;
    }

    /** A look at an image that was learned. */
    private ImageFeatures again(Image image, Piece piece) {
      ImageFeatures look = view.look(image);
      kept.give(piece, look);
      return look;
    }

    private List<ImageFeatures> posed(Poses poses, Image image, int i) {
      List<ImageFeatures> others = view.posed(poses, view.look(image), i);
      others.forEach(
          other -> own.values().forEach(learner -> learner.poseFeatures().forEach(other::get)));
      return others;
    }

    /** How much the maps of normal images vary whose maps are added. */
    private MapSpreads spreads(SortedMap<Evidence, LeaveOneOut> without) throws IOException {
      Set<Evidence> added = EvidenceKinds.added(without.keySet());
      MapSpreads.Sample sample = new MapSpreads.Sample();
      List<Piece> some =
          lesson.sound(added.isEmpty() ? 0 : CategoryView.SPREAD).stream()
              .map(lesson.scored()::get)
              .toList();
      inOrder(
          some.size(),
          i -> images.read(some.get(i)),
          (image, i) -> {
            ImageFeatures look = again(image, some.get(i));
            SortedMap<Evidence, Reading> readings = new TreeMap<>();
            added.forEach(
                kind -> readings.put(kind, without.get(kind).read(some.get(i).image(), look)));
            return Reading.maps(readings);
          },
          (maps, i) -> sample.add(maps));
      return sample.spreads();
    }

    private CategoryScores score(Poses poses, SortedMap<Evidence, LeaveOneOut> without)
        throws IOException {
      List<Piece> pieces = lesson.scored();
      List<Integer> damageable = lesson.sound(CategoryView.DAMAGED);
      Set<Integer> toDamage = new HashSet<>(damageable);
      List<Scored> normal = new ArrayList<>();
      List<Image> sound = new ArrayList<>();
      List<Look> looks = new ArrayList<>();
      inOrder(
          pieces.size(),
          i -> images.read(pieces.get(i)),
          (image, i) -> {
            ImageFeatures look = again(image, pieces.get(i));
            return new Compared(
                score(view.asked(i), look, pieces.get(i), without),
                toDamage.contains(i)
                    ? Optional.of(context.largestFrame().scale(look.image()))
                    : Optional.empty(),
                lesson.tiles().isPresent()
                    ? Optional.empty()
                    : Optional.of(view.whole(look, image)));
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
            (image, i) -> view.whole(new ImageFeatures(image), image),
            (look, i) -> looks.add(look));
      }
      List<Scored> damaged = new ArrayList<>();
      List<Integer> damagedPieces =
          IntStream.range(0, CategoryView.DAMAGED)
              .mapToObj(i -> damageable.get(i % sound.size()))
              .toList();
      inOrder(
          CategoryView.DAMAGED,
          i -> view.damaged(sound, i),
          (image, i) ->
              score(
                  view.counted(),
                  view.lookAsItLies(image),
                  pieces.get(damagedPieces.get(i)),
                  without),
          (image, i) -> {
            damaged.add(image);
            advance();
          });
      return new CategoryScores(
          view.template(),
          poses,
          spreads,
          normal,
          damaged,
          looks,
          describes,
          lesson.blocks(damagedPieces));
    }

    /** Scores an image or tile without what was learned from the image. */
    private Scored score(
        Set<Evidence> asked,
        ImageFeatures features,
        Piece piece,
        SortedMap<Evidence, LeaveOneOut> without) {
      try {
        return view.score(
            asked,
            features,
            kind -> without.get(kind).read(piece.image(), features),
            spreads,
            describes.flatMap(kind -> without.get(kind).moments()));
      } catch (FeatureException e) {
        throw e.naming(piece.entry().file());
      }
    }
  }

  private void advance() {
    progress.advanced(++done);
  }

  /**
   * Processes images in parallel, and takes the results in order, so that the outcome does not
   * depend on the number of threads. Tiles are read one after the other, because their files are.
   */
  private <T> void inOrder(int count, Source source, Action<T> action, ObjIntConsumer<T> taken)
      throws IOException {
    Workers workers = Workers.here();
    IntStream numbers = IntStream.range(0, count);
    try (Stream<T> results =
        config.tiles() == null
            ? workers.inOrder(numbers.boxed(), i -> action.at(source.unchecked(i), i))
            : workers.inOrder(
                numbers.mapToObj(i -> new Numbered(source.unchecked(i), i)),
                config.tiles().atOnce(workers.threads(), Runtime.getRuntime().maxMemory()),
                tile -> action.at(tile.image(), tile.number()))) {
      Iterator<T> inOrder = results.iterator();
      for (int i = 0; i < count; i++) {
        images.requireNotInterrupted();
        taken.accept(inOrder.next(), i);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CancellationException e) {
      images.requireNotInterrupted();
      throw e;
    }
  }
}
