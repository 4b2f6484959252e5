package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.detector.Analyzer;
import io.github.anomaly4j.internal.detector.Analyzer.Analysis;
import io.github.anomaly4j.internal.detector.Contrast;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.PatchLibraries;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.route.RouterTraining;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.Calibrator.HeldOut;
import io.github.anomaly4j.internal.score.EvidenceMap;
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
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ToDoubleBiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Fills every category's libraries with all its images, and scores the same images, as they are and
 * with synthetic damage, without letting an image see itself (cross-validation; Stone 1974): of
 * patches, those of the image are left out, one image at a time; as a whole, images are dealt into
 * folds, and each fold is scored by the others. So every image is learned from and every image
 * tells what is normal.
 */
record LibraryTraining(
    DetectorConfig config, Analyzer analyzer, TrainingImages images, TrainingProgress progress) {
  private static final long SAMPLE_STREAM = 4;
  private static final long CORESET_STREAM = 5;
  private static final long DAMAGE_STREAM = 6;
  private static final long POSE_STREAM = 8;

  private static final int FOLDS = 4;

  /** Where the folds' numbers end: no image is of this fold, so that none is left out. */
  private static final int ALL = FOLDS;

  /** So many damaged images per category tell how far damage stands out. */
  private static final int DAMAGED = 48;

  /** So many normal ones tell the scale of evidence that does not count, but may be shown. */
  private static final int SHOWN = 48;

  private static final Damage DAMAGE = DamageRecipes.calibration();

  /**
   * What was learned.
   *
   * @param patches a library per category
   * @param poses of each category
   * @param images likewise
   * @param banks likewise, one for each kind of evidence that compares with one
   * @param routes tells the categories apart
   * @param heldOut the scores of images by libraries that do not hold them, per category
   * @param peaks of the normal images' maps by the same libraries, per category
   * @param contrasts the lowest of each category's normal images
   */
  record Learned(
      List<PatchLibraries> patches,
      List<Poses> poses,
      List<MahalanobisBank> images,
      List<Map<Evidence, SquaredErrorBank>> banks,
      Routes routes,
      List<HeldOut> heldOut,
      List<List<MapPeaks>> peaks,
      List<Double> contrasts) {}

  /**
   * One category's patches, and its images as far as they are scored by patches.
   *
   * @param copies descriptors of each normal image in its other poses
   */
  private record Patches(
      PatchLibraries library,
      Poses poses,
      List<List<float[]>> copies,
      List<Scored> normal,
      List<Scored> damaged,
      List<Image> thumbnails) {}

  /**
   * An image as libraries see it that do not hold it.
   *
   * @param vectors what banks hold of it
   */
  private record Scored(
      int fold,
      double contrast,
      float[] descriptor,
      Map<Evidence, float[]> vectors,
      Map<Evidence, Double> scores,
      MapPeaks peaks) {}

  /** An image with its patches. */
  private record Seen(Image image, Analysis analysis) {}

  /**
   * A normal image that was scored, and what else is kept of it.
   *
   * @param sound to be damaged; {@code null} if there are enough
   * @param thumbnail that it is routed by; {@code null} if it is not
   */
  private record Compared(Scored scored, Image sound, Image thumbnail) {}

  /** Looks at the image of a number. */
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
    progress.stage("feature library", categories.stream().mapToInt(this::steps).sum());
    List<Patches> patches = new ArrayList<>();
    int before = 0;
    for (Category category : categories) {
      patches.add(new Filling(category, patches.size(), before).learn());
      before += steps(category);
    }
    return new Learned(
        patches.stream().map(Patches::library).toList(),
        patches.stream().map(Patches::poses).toList(),
        MahalanobisBank.fit(descriptors(patches, ALL), 1 + config.poses()),
        banks(patches, ALL),
        routes(patches),
        heldOut(patches),
        vectors(patches, ALL, Scored::peaks),
        vectors(patches, ALL, Scored::contrast).stream().map(Collections::min).toList());
  }

  /** Without what need not be known of every image: banks hold a vector of each. */
  private Analyzer needed() {
    return analyzer.of(
        kind ->
            kind.computedAt(config.evidence().get(kind)) || analyzer.bankWidth(kind).isPresent());
  }

  /** Every image is learned from in each of its poses, and scored. */
  private int steps(Category category) {
    return (2 + config.poses()) * category.images().size() + DAMAGED;
  }

  private Routes routes(List<Patches> categories) {
    return new Routes(
        config.routing(),
        new RouterTraining(vectors(categories, ALL, Scored::descriptor)).train(),
        config.tellsUnknown(categories.size()),
        config.routing() == Routing.TWO_STAGE
            ? Optional.of(TwoStageRouter.fit(categories.stream().map(Patches::thumbnails).toList()))
            : Optional.empty());
  }

  /** A vector of each of the categories' images, without those of one fold. */
  private static <T> List<List<T>> vectors(
      List<Patches> categories, int withoutFold, Function<Scored, T> vector) {
    return categories.stream()
        .map(
            category ->
                category.normal().stream()
                    .filter(image -> image.fold() != withoutFold)
                    .map(vector)
                    .toList())
        .toList();
  }

  /** Each image as a whole in all its poses, without those of one fold. */
  private static List<List<float[]>> descriptors(List<Patches> categories, int withoutFold) {
    List<List<float[]>> descriptors = new ArrayList<>();
    for (Patches category : categories) {
      List<float[]> own = new ArrayList<>();
      for (int i = 0; i < category.normal().size(); i++) {
        if (category.normal().get(i).fold() != withoutFold) {
          own.add(category.normal().get(i).descriptor());
          own.addAll(category.copies().get(i));
        }
      }
      descriptors.add(own);
    }
    return descriptors;
  }

  private static List<Map<Evidence, SquaredErrorBank>> banks(
      List<Patches> categories, int withoutFold) {
    return vectors(categories, withoutFold, Scored::vectors).stream().map(Analyzer::banks).toList();
  }

  /** Adds how unlike each image is, as a whole, to the images of the other folds. */
  private List<HeldOut> heldOut(List<Patches> categories) {
    for (int fold = 0; fold < FOLDS; fold++) {
      if (analyzer.kinds().contains(Evidence.IMAGE)) {
        List<MahalanobisBank> libraries =
            MahalanobisBank.fit(descriptors(categories, fold), 1 + config.poses());
        score(
            categories,
            fold,
            Evidence.IMAGE,
            (category, image) -> libraries.get(category).score(image.descriptor()));
      }
      List<Map<Evidence, SquaredErrorBank>> banks = banks(categories, fold);
      for (Evidence kind : banks.get(0).keySet()) {
        score(
            categories,
            fold,
            kind,
            (category, image) -> Analyzer.scores(banks.get(category), image.vectors()).get(kind));
      }
    }
    return categories.stream()
        .map(category -> new HeldOut(scores(category.normal()), scores(category.damaged())))
        .toList();
  }

  private static void score(
      List<Patches> categories,
      int fold,
      Evidence kind,
      ToDoubleBiFunction<Integer, Scored> score) {
    for (int i = 0; i < categories.size(); i++) {
      int category = i;
      Stream.concat(categories.get(i).normal().stream(), categories.get(i).damaged().stream())
          .filter(image -> image.fold() == fold)
          .forEach(image -> image.scores().put(kind, score.applyAsDouble(category, image)));
    }
  }

  private static List<Map<Evidence, Double>> scores(List<Scored> images) {
    return images.stream().map(Scored::scores).toList();
  }

  /** Fills one category's libraries. */
  private final class Filling {
    private final Category category;
    private final int number;
    private final List<List<float[]>> copies = new ArrayList<>();
    private final Analyzer needed = needed();
    private Poses poses;
    private int done;

    Filling(Category category, int number, int done) {
      this.category = category;
      this.number = number;
      this.done = done;
    }

    Patches learn() throws IOException {
      PatchLibraries.Sample sample = sample();
      images.requireNotInterrupted();
      return score(sample.libraries(seedOf(CORESET_STREAM)));
    }

    /** The patches of all images in all their poses. */
    private PatchLibraries.Sample sample() throws IOException {
      PatchLibraries.Sample sample =
          new PatchLibraries.Sample(analyzer, config::librarySize, seedOf(SAMPLE_STREAM));
      DirectionCheck directions = new DirectionCheck();
      inOrder(
          category.images().size(),
          this::seen,
          (image, i) -> {
            directions.add(image.image());
            sample.add(image.analysis(), i);
            progress.advanced(++done);
          });
      poses = new Poses(directions.every());
      inOrder(
          category.images().size(),
          this::posed,
          (others, i) -> {
            List<float[]> own = new ArrayList<>();
            for (Analysis other : others) {
              sample.addPose(other, i);
              own.add(other.descriptor());
              progress.advanced(++done);
            }
            copies.add(own);
          });
      return sample;
    }

    private Seen seen(int i) throws IOException {
      Image image = images.read(category.images().get(i));
      Analysis analysis = analyzer.analyze(image, number);
      try {
        analyzer.libraryKinds().forEach(analysis::patches);
      } catch (FeatureException e) {
        throw e.naming(category.images().get(i).file());
      }
      return new Seen(image, analysis);
    }

    private List<Analysis> posed(int i) throws IOException {
      List<Analysis> others = new ArrayList<>();
      if (config.poses() > 0) {
        Image image = images.read(category.images().get(i));
        RandomGenerator random = RandomStreams.of(config.seed(), POSE_STREAM, number, i);
        for (int pose = 0; pose < config.poses(); pose++) {
          Analysis other = analyzer.analyze(poses.other(image, random), number);
          PatchLibraries.posed(analyzer.libraryKinds()).forEach(other::patches);
          other.descriptor();
          others.add(other);
        }
      }
      return others;
    }

    private Patches score(PatchLibraries libraries) throws IOException {
      List<Scored> normal = new ArrayList<>();
      List<Image> sound = new ArrayList<>();
      List<Image> thumbnails = new ArrayList<>();
      inOrder(
          category.images().size(),
          i -> {
            Image image = images.read(category.images().get(i));
            return new Compared(
                score(i < SHOWN ? analyzer : needed, image, i, libraries),
                i < DAMAGED ? analyzer.largestFrame().scale(image) : null,
                config.routing() == Routing.TWO_STAGE
                    ? image.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE)
                    : null);
          },
          (image, i) -> {
            normal.add(image.scored());
            if (image.sound() != null) {
              sound.add(image.sound());
            }
            if (image.thumbnail() != null) {
              thumbnails.add(image.thumbnail());
            }
            progress.advanced(++done);
          });
      List<Scored> damaged = new ArrayList<>();
      inOrder(
          DAMAGED,
          i -> score(needed, damage(sound, i), i % sound.size(), libraries),
          (image, i) -> {
            damaged.add(image);
            progress.advanced(++done);
          });
      return new Patches(libraries.withoutOrigins(), poses, copies, normal, damaged, thumbnails);
    }

    /**
     * Looks at some things side by side, a few at a time, and takes what was seen in their order:
     * what is learned does not depend on the number of threads.
     */
    private <T> void inOrder(int count, Look<T> look, ObjIntConsumer<T> taken) throws IOException {
      Workers workers = Workers.here();
      // Enough that no thread waits long for the others, and no more images than memory holds.
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

    private Image damage(List<Image> sound, int i) {
      return DAMAGE
          .apply(
              sound.get(i % sound.size()),
              stream -> sound.get(stream.nextInt(sound.size())),
              RandomStreams.of(config.seed(), DAMAGE_STREAM, number, i))
          .image();
    }

    /** Without what the libraries hold of an image, by its number. */
    private Scored score(Analyzer asked, Image image, int without, PatchLibraries libraries) {
      try {
        Analysis analysis = asked.analyze(image, number);
        Map<Evidence, EvidenceMap> maps = asked.evidenceWithout(without, analysis, libraries);
        return new Scored(
            without % FOLDS,
            Contrast.of(analysis.framed()),
            analysis.descriptor(),
            asked.vectors(analysis),
            Analyzer.scores(maps),
            MapPeaks.of(maps, config.evidence()));
      } catch (FeatureException e) {
        throw e.naming(category.images().get(without).file());
      }
    }

    private long seedOf(long stream) {
      return RandomStreams.of(config.seed(), stream, number).nextLong();
    }
  }
}
