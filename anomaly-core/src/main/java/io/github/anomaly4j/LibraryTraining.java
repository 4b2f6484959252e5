package io.github.anomaly4j;

import com.google.common.primitives.Ints;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.TrainingPictures.Category;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchSample;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.route.Router;
import io.github.anomaly4j.route.RouterTraining;
import io.github.anomaly4j.score.Calibrator.HeldOut;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.train.TrainingProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
  private static final int DAMAGED = 24;

  /** A coreset is chosen from so many times its size. */
  private static final int CANDIDATES = 10;

  private static final Damage DAMAGE = DamageRecipes.validation(0.5);

  /**
   * What was learned.
   *
   * @param patches a library per category
   * @param pictures likewise
   * @param router tells the categories apart
   * @param heldOut the scores of pictures by libraries that do not hold them, per category
   */
  record Learned(
      List<FeatureLibrary> patches,
      List<PictureLibrary> pictures,
      Router router,
      List<HeldOut> heldOut) {}

  /** One category's patches, and its pictures as far as they are scored by patches. */
  private record Patches(FeatureLibrary library, List<Scored> normal, List<Scored> damaged) {}

  /** A picture as its fold's library sees it. */
  private record Scored(int fold, float[] descriptor, Map<Evidence, Double> scores) {}

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
      List<List<float[]>> descriptors = descriptors(patches, ALL);
      Learned learned =
          new Learned(
              patches.stream().map(Patches::library).toList(),
              PictureLibrary.fit(descriptors),
              new RouterTraining(descriptors).train(),
              heldOut(patches));
      finished = true;
      return learned;
    } finally {
      if (!finished) {
        patches.forEach(category -> category.library().close());
      }
    }
  }

  /** What the categories' pictures look like as wholes, without those of one fold. */
  private static List<List<float[]>> descriptors(List<Patches> categories, int withoutFold) {
    return categories.stream()
        .map(
            category ->
                category.normal().stream()
                    .filter(picture -> picture.fold() != withoutFold)
                    .map(Scored::descriptor)
                    .toList())
        .toList();
  }

  /** Adds how unlike each picture is, as a whole, to the pictures of the other folds. */
  private static List<HeldOut> heldOut(List<Patches> categories) {
    List<List<PictureLibrary>> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      folds.add(PictureLibrary.fit(descriptors(categories, fold)));
    }
    List<HeldOut> heldOut = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      int category = i;
      List<PictureLibrary> own = folds.stream().map(fold -> fold.get(category)).toList();
      heldOut.add(
          new HeldOut(
              scores(categories.get(i).normal(), own), scores(categories.get(i).damaged(), own)));
    }
    return heldOut;
  }

  private static List<Map<Evidence, Double>> scores(
      List<Scored> pictures, List<PictureLibrary> folds) {
    List<Map<Evidence, Double>> scores = new ArrayList<>();
    for (Scored picture : pictures) {
      Map<Evidence, Double> all = new EnumMap<>(picture.scores());
      all.put(Evidence.PICTURE, folds.get(picture.fold()).score(picture.descriptor()));
      scores.add(all);
    }
    return scores;
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
      List<PatchSample> samples = sample();
      List<FeatureLibrary> libraries = new ArrayList<>();
      FeatureLibrary kept = null;
      try {
        for (int fold = 0; fold <= ALL; fold++) {
          libraries.add(library(samples.get(fold), fold));
        }
        Patches patches = score(libraries);
        kept = patches.library();
        return patches;
      } finally {
        for (FeatureLibrary library : libraries) {
          if (library != kept) {
            library.close();
          }
        }
      }
    }

    /** For each fold the patches of all pictures but its own, and at last those of all. */
    private List<PatchSample> sample() throws IOException {
      List<PatchSample> samples = new ArrayList<>();
      for (int fold = 0; fold <= ALL; fold++) {
        samples.add(
            new PatchSample(
                Ints.saturatedCast((long) CANDIDATES * config.librarySize()),
                seedOf(SAMPLE_STREAM, fold)));
      }
      for (int i = 0; i < category.pictures().size(); i++) {
        Analysis analysis = analyzer.analyse(pictures.read(category.pictures().get(i)));
        for (int fold = 0; fold <= ALL; fold++) {
          if (fold != i % FOLDS) {
            samples.get(fold).add(analysis.features(), analysis.scoredPatches());
          }
        }
        progress.advanced(++done);
      }
      return samples;
    }

    private FeatureLibrary library(PatchSample sample, int fold) {
      return FeatureLibrary.of(
          sample,
          analyzer.extractor().weights(),
          config.librarySize(),
          seedOf(CORESET_STREAM, fold));
    }

    private Patches score(List<FeatureLibrary> libraries) throws IOException {
      List<Scored> normal = new ArrayList<>();
      List<Picture> sound = new ArrayList<>();
      for (int i = 0; i < category.pictures().size(); i++) {
        Picture picture = pictures.read(category.pictures().get(i));
        normal.add(score(picture, i % FOLDS, libraries));
        if (i < DAMAGED) {
          sound.add(config.frame().scale(picture));
        }
        progress.advanced(++done);
      }
      List<Scored> damaged = new ArrayList<>();
      for (int i = 0; i < DAMAGED; i++) {
        damaged.add(score(damage(sound, i), i % sound.size() % FOLDS, libraries));
        progress.advanced(++done);
      }
      return new Patches(libraries.get(ALL), normal, damaged);
    }

    private Picture damage(List<Picture> sound, int i) {
      return DAMAGE
          .apply(
              sound.get(i % sound.size()),
              stream -> sound.get(stream.nextInt(sound.size())),
              RandomStreams.of(config.seed(), DAMAGE_STREAM, number, i))
          .picture();
    }

    private Scored score(Picture picture, int fold, List<FeatureLibrary> libraries) {
      Analysis analysis = analyzer.analyse(picture);
      return new Scored(
          fold,
          analysis.descriptor(),
          Analyzer.scores(analyzer.evidence(analysis, libraries.get(fold))));
    }

    private long seedOf(long stream, int fold) {
      return RandomStreams.of(config.seed(), stream, number, fold).nextLong();
    }
  }
}
