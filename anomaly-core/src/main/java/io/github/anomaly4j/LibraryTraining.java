package io.github.anomaly4j;

import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.TrainingPictures.Category;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.library.PictureBank;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.route.RouterTraining;
import io.github.anomaly4j.route.Routing;
import io.github.anomaly4j.route.TwoStageRouter;
import io.github.anomaly4j.score.Calibrator.HeldOut;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.train.TrainingProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/**
 * Fills every category's libraries with all its pictures, and scores the same pictures, as they are
 * and with synthetic damage, without letting a picture see itself: they are dealt into folds, and
 * each fold is scored by libraries of the other folds (cross-validation; Stone 1974). So every
 * picture is learned from and every picture tells what is normal.
 */
record LibraryTraining(
    DetectorConfig config,
    Analyzer analyzer,
    TrainingPictures pictures,
    TrainingProgress progress) {
  private static final long SAMPLE_STREAM = 4;
  private static final long CORESET_STREAM = 5;
  private static final long DAMAGE_STREAM = 6;

  private static final int FOLDS = 4;

  /** Where the folds' numbers end: no picture is of this fold, so that none is left out. */
  private static final int ALL = FOLDS;

  /** So many damaged pictures per category tell how far damage stands out. */
  private static final int DAMAGED = 48;

  private static final Damage DAMAGE = DamageRecipes.calibration();

  /**
   * What was learned.
   *
   * @param patches a library per category
   * @param pictures likewise
   * @param banks likewise, one for each kind of evidence that compares with one
   * @param routes tells the categories apart
   * @param heldOut the scores of pictures by libraries that do not hold them, per category
   */
  record Learned(
      List<PatchLibraries> patches,
      List<PictureLibrary> pictures,
      List<Map<Evidence, PictureBank>> banks,
      Routes routes,
      List<HeldOut> heldOut) {}

  /** One category's patches, and its pictures as far as they are scored by patches. */
  private record Patches(
      PatchLibraries library,
      List<Scored> normal,
      List<Scored> damaged,
      List<Picture> thumbnails) {}

  /**
   * A picture as its fold's library sees it.
   *
   * @param vectors what banks hold of it
   */
  private record Scored(
      int fold, float[] descriptor, Map<Evidence, float[]> vectors, Map<Evidence, Double> scores) {}

  /** Learns all categories. */
  Learned learn(List<Category> categories) throws IOException {
    progress.stage(
        "feature library",
        categories.stream().mapToInt(category -> 2 * category.pictures().size() + DAMAGED).sum());
    List<Patches> patches = new ArrayList<>();
    boolean finished = false;
    try {
      int before = 0;
      for (Category category : categories) {
        patches.add(new Folds(category, patches.size(), before).learn());
        before += 2 * category.pictures().size() + DAMAGED;
      }
      List<List<float[]>> descriptors = vectors(patches, ALL, Scored::descriptor);
      Learned learned =
          new Learned(
              patches.stream().map(Patches::library).toList(),
              PictureLibrary.fit(descriptors),
              banks(patches, ALL),
              routes(patches, descriptors),
              heldOut(patches));
      finished = true;
      return learned;
    } finally {
      if (!finished) {
        patches.forEach(category -> category.library().close());
      }
    }
  }

  private Routes routes(List<Patches> categories, List<List<float[]>> descriptors) {
    return new Routes(
        config.routing(),
        new RouterTraining(descriptors).train(),
        config.routing() == Routing.TWO_STAGE
            ? Optional.of(TwoStageRouter.fit(categories.stream().map(Patches::thumbnails).toList()))
            : Optional.empty());
  }

  /** A vector of each of the categories' pictures, without those of one fold. */
  private static <T> List<List<T>> vectors(
      List<Patches> categories, int withoutFold, Function<Scored, T> vector) {
    return categories.stream()
        .map(
            category ->
                category.normal().stream()
                    .filter(picture -> picture.fold() != withoutFold)
                    .map(vector)
                    .toList())
        .toList();
  }

  private static List<Map<Evidence, PictureBank>> banks(List<Patches> categories, int withoutFold) {
    return vectors(categories, withoutFold, Scored::vectors).stream().map(Analyzer::banks).toList();
  }

  /** Adds how unlike each picture is, as a whole, to the pictures of the other folds. */
  private List<HeldOut> heldOut(List<Patches> categories) {
    for (int fold = 0; fold < FOLDS; fold++) {
      if (analyzer.kinds().contains(Evidence.PICTURE)) {
        List<PictureLibrary> libraries =
            PictureLibrary.fit(vectors(categories, fold, Scored::descriptor));
        score(
            categories,
            fold,
            Evidence.PICTURE,
            (category, picture) -> libraries.get(category).score(picture.descriptor()));
      }
      List<Map<Evidence, PictureBank>> banks = banks(categories, fold);
      for (Evidence kind : banks.get(0).keySet()) {
        score(
            categories,
            fold,
            kind,
            (category, picture) ->
                Analyzer.scores(banks.get(category), picture.vectors()).get(kind));
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
          .filter(picture -> picture.fold() == fold)
          .forEach(picture -> picture.scores().put(kind, score.applyAsDouble(category, picture)));
    }
  }

  private static List<Map<Evidence, Double>> scores(List<Scored> pictures) {
    return pictures.stream().map(Scored::scores).toList();
  }

  /** The patches of one category, in folds. */
  private final class Folds {
    private final Category category;
    private final int number;
    private int done;

    Folds(Category category, int number, int done) {
      this.category = category;
      this.number = number;
      this.done = done;
    }

    Patches learn() throws IOException {
      List<PatchLibraries.Sample> samples = sample();
      List<PatchLibraries> libraries = new ArrayList<>();
      PatchLibraries kept = null;
      try {
        for (int fold = 0; fold <= ALL; fold++) {
          libraries.add(samples.get(fold).libraries(seedOf(CORESET_STREAM, fold)));
        }
        Patches patches = score(libraries);
        kept = patches.library();
        return patches;
      } finally {
        for (PatchLibraries library : libraries) {
          if (library != kept) {
            library.close();
          }
        }
      }
    }

    /** For each fold the patches of all pictures but its own, and at last those of all. */
    private List<PatchLibraries.Sample> sample() throws IOException {
      List<PatchLibraries.Sample> samples = new ArrayList<>();
      for (int fold = 0; fold <= ALL; fold++) {
        samples.add(
            new PatchLibraries.Sample(analyzer, config.librarySize(), seedOf(SAMPLE_STREAM, fold)));
      }
      for (int i = 0; i < category.pictures().size(); i++) {
        Analysis analysis = analyzer.analyse(pictures.read(category.pictures().get(i)), number);
        for (int fold = 0; fold <= ALL; fold++) {
          if (fold != i % FOLDS) {
            samples.get(fold).add(analysis);
          }
        }
        progress.advanced(++done);
      }
      return samples;
    }

    private Patches score(List<PatchLibraries> libraries) throws IOException {
      List<Scored> normal = new ArrayList<>();
      List<Picture> sound = new ArrayList<>();
      List<Picture> thumbnails = new ArrayList<>();
      for (int i = 0; i < category.pictures().size(); i++) {
        Picture picture = pictures.read(category.pictures().get(i));
        normal.add(score(picture, i % FOLDS, libraries));
        if (i < DAMAGED) {
          sound.add(config.frame().scale(picture));
        }
        if (config.routing() == Routing.TWO_STAGE) {
          thumbnails.add(picture.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE));
        }
        progress.advanced(++done);
      }
      List<Scored> damaged = new ArrayList<>();
      for (int i = 0; i < DAMAGED; i++) {
        damaged.add(score(damage(sound, i), i % sound.size() % FOLDS, libraries));
        progress.advanced(++done);
      }
      return new Patches(libraries.get(ALL), normal, damaged, thumbnails);
    }

    private Picture damage(List<Picture> sound, int i) {
      return DAMAGE
          .apply(
              sound.get(i % sound.size()),
              stream -> sound.get(stream.nextInt(sound.size())),
              RandomStreams.of(config.seed(), DAMAGE_STREAM, number, i))
          .picture();
    }

    private Scored score(Picture picture, int fold, List<PatchLibraries> libraries) {
      Analysis analysis = analyzer.analyse(picture, number);
      return new Scored(
          fold,
          analysis.descriptor(),
          analyzer.vectors(analysis),
          Analyzer.scores(analyzer.evidence(analysis, libraries.get(fold))));
    }

    private long seedOf(long stream, int fold) {
      return RandomStreams.of(config.seed(), stream, number, fold).nextLong();
    }
  }
}
