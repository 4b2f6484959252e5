package io.github.anomaly4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.primitives.Ints;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.augment.BrightnessContrast;
import io.github.anomaly4j.augment.Compose;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.HorizontalFlip;
import io.github.anomaly4j.augment.PictureTransform;
import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.augment.Sometimes;
import io.github.anomaly4j.augment.VerticalFlip;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchSample;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.route.Router;
import io.github.anomaly4j.route.RouterTraining;
import io.github.anomaly4j.score.Calibrator;
import io.github.anomaly4j.score.Calibrator.HeldOut;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.score.Fusion;
import io.github.anomaly4j.threshold.Thresholds;
import io.github.anomaly4j.train.PictureStore;
import io.github.anomaly4j.train.TrainedNetwork;
import io.github.anomaly4j.train.Trainer;
import io.github.anomaly4j.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The way from pictures to a detector: read, split, train the network, fill the libraries,
 * calibrate on held-out pictures, find thresholds.
 */
record DetectorTraining(
    DetectorConfig config,
    TrainingProgress progress,
    Optional<Path> checkpoint,
    BooleanSupplier stop,
    DecodeLimits decodeLimits,
    boolean skipUnreadable) {

  /** Fewer normal pictures leave nothing to learn from or nothing to calibrate on. */
  static final int FEWEST = 4;

  private static final long SPLIT_STREAM = 3;
  private static final long SAMPLE_STREAM = 4;
  private static final long CORESET_STREAM = 5;
  private static final long DAMAGE_STREAM = 6;

  /** So many damaged pictures per category tell how far damage stands out. */
  private static final int DAMAGED = 24;

  /** A coreset is chosen from so many times its size. */
  private static final int CANDIDATES = 10;

  /** What a product may look like anyway: mirrored, and in somewhat other light. */
  private static final PictureTransform AUGMENTATION =
      Compose.of(
          Sometimes.of(0.5, new HorizontalFlip()),
          Sometimes.of(0.5, new VerticalFlip()),
          new BrightnessContrast(0.05, 0.1));

  private static final Damage VALIDATION_DAMAGE = DamageRecipes.validation(0.5);

  /** One category's pictures, split. */
  private record Part(String category, List<ImageEntry> learned, List<ImageEntry> heldOut) {}

  /** What is learned, by category, and how categories are told apart. */
  private record Libraries(
      List<FeatureLibrary> patches, List<PictureLibrary> pictures, Router router) {

    Map<Evidence, Double> score(Picture picture, int category, Analyzer analyzer) {
      Analysis analysis = analyzer.analyse(picture);
      return Analyzer.scores(
          analysis, analyzer.evidence(analysis, patches.get(category)), pictures.get(category));
    }
  }

  AnomalyDetector train(ImageSet pictures) throws IOException {
    return new Run().train(pictures);
  }

  /** The changing state of one training. */
  private final class Run {
    private final long began = System.nanoTime();
    private final Hasher fingerprint = Hashing.sha256().newHasher();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    AnomalyDetector train(ImageSet pictures) throws IOException {
      PictureStore learned = new PictureStore();
      PictureStore heldOut = new PictureStore();
      List<Part> parts = read(split(pictures), learned, heldOut);
      String data = fingerprint.hash().toString();
      TrainedNetwork trained =
          new Trainer(
                  config.network(),
                  config.loss(),
                  config.training(),
                  AUGMENTATION,
                  DamageRecipes.training(),
                  VALIDATION_DAMAGE,
                  config.seed(),
                  checkpoint,
                  stop,
                  progress)
              .train(learned, heldOut, runName(data));
      warnings.addAll(trained.warnings());
      Analyzer analyzer = config.analyzer(trained.network());
      Libraries libraries = fillLibraries(parts, analyzer);
      List<CategoryModel> categories =
          calibrate(parts, libraries, scoreHeldOut(parts, analyzer, libraries));
      Provenance provenance = provenance(data, parts, trained);
      progress.finished();
      return new AnomalyDetector(config, provenance, analyzer, libraries.router(), categories);
    }

    private List<Part> split(ImageSet pictures) throws EmptyImageSetException {
      ImageSet normal = pictures.training();
      List<Part> parts = new ArrayList<>();
      for (String category : pictures.categories()) {
        List<ImageEntry> entries = new ArrayList<>(normal.category(category).entries());
        if (entries.size() < FEWEST) {
          throw tooFew(category, entries.size(), "normal training pictures");
        }
        shuffle(entries, RandomStreams.of(config.seed(), SPLIT_STREAM, parts.size()));
        int heldOut =
            Math.max(1, (int) Math.round(entries.size() * config.training().heldOutFraction()));
        parts.add(
            new Part(
                category, entries.subList(heldOut, entries.size()), entries.subList(0, heldOut)));
      }
      return parts;
    }

    private static void shuffle(List<ImageEntry> entries, RandomGenerator random) {
      for (int i = entries.size() - 1; i > 0; i--) {
        Collections.swap(entries, i, random.nextInt(i + 1));
      }
    }

    private List<Part> read(List<Part> parts, PictureStore learned, PictureStore heldOut)
        throws IOException {
      int total =
          parts.stream().mapToInt(part -> part.learned().size() + part.heldOut().size()).sum();
      progress.stage("reading pictures", total);
      List<Part> readable = new ArrayList<>();
      int done = 0;
      for (Part part : parts) {
        Part found =
            new Part(
                part.category(),
                read(part.learned(), learned, done),
                read(part.heldOut(), heldOut, done + part.learned().size()));
        if (found.learned().isEmpty() || found.heldOut().isEmpty()) {
          throw tooFew(
              part.category(),
              found.learned().size() + found.heldOut().size(),
              "readable pictures");
        }
        readable.add(found);
        done += part.learned().size() + part.heldOut().size();
      }
      return readable;
    }

    private List<ImageEntry> read(List<ImageEntry> entries, PictureStore store, int before)
        throws IOException {
      List<ImageEntry> readable = new ArrayList<>();
      for (ImageEntry entry : entries) {
        try {
          Picture picture = Picture.read(entry.file(), decodeLimits);
          store.add(entry.category(), config.frame().fit(picture));
          fingerprint
              .putString(entry.category() + "/" + entry.file().getFileName(), UTF_8)
              .putBytes(MoreFiles.asByteSource(entry.file()).read());
          readable.add(entry);
        } catch (IOException e) {
          if (!skipUnreadable) {
            throw e;
          }
          skipped.add(entry.file().toString());
          progress.warning("skipped " + e.getMessage());
        }
        progress.advanced(++before);
      }
      return readable;
    }

    private String runName(String data) {
      String settings =
          "%d x %d, seed %d, %s, %s, %s"
              .formatted(
                  config.imageWidth(),
                  config.imageHeight(),
                  config.seed(),
                  config.network(),
                  config.loss(),
                  config.training());
      return Hashing.sha256().hashString(settings + ", pictures " + data, UTF_8).toString();
    }

    /** What is learned of all categories: patches, whole pictures, and how to tell them apart. */
    private Libraries fillLibraries(List<Part> parts, Analyzer analyzer) throws IOException {
      progress.stage(
          "feature library", parts.stream().mapToInt(part -> part.learned().size()).sum());
      int done = 0;
      List<FeatureLibrary> patches = new ArrayList<>();
      List<List<float[]>> descriptors = new ArrayList<>();
      for (Part part : parts) {
        int number = patches.size();
        PatchSample sample =
            new PatchSample(
                Ints.saturatedCast((long) CANDIDATES * config.librarySize()),
                seedOf(SAMPLE_STREAM, number));
        List<float[]> pictures = new ArrayList<>();
        for (ImageEntry entry : part.learned()) {
          Analysis analysis = analyzer.analyse(Picture.read(entry.file(), decodeLimits));
          sample.add(analysis.features(), analysis.scoredPatches());
          pictures.add(analysis.descriptor());
          progress.advanced(++done);
        }
        descriptors.add(pictures);
        patches.add(
            FeatureLibrary.of(
                sample,
                analyzer.extractor().weights(),
                config.librarySize(),
                seedOf(CORESET_STREAM, number)));
      }
      return new Libraries(
          patches, PictureLibrary.fit(descriptors), new RouterTraining(descriptors).train());
    }

    /** Every held-out picture as it is, and held-out pictures in turn with synthetic damage. */
    private List<HeldOut> scoreHeldOut(List<Part> parts, Analyzer analyzer, Libraries libraries)
        throws IOException {
      progress.stage("calibration", parts.size());
      List<HeldOut> scored = new ArrayList<>();
      for (Part part : parts) {
        int number = scored.size();
        List<Picture> pictures = new ArrayList<>();
        List<Map<Evidence, Double>> normal = new ArrayList<>();
        for (ImageEntry entry : part.heldOut()) {
          Picture picture = Picture.read(entry.file(), decodeLimits);
          pictures.add(config.frame().scale(picture));
          normal.add(libraries.score(picture, number, analyzer));
        }
        List<Map<Evidence, Double>> damaged = new ArrayList<>();
        for (int i = 0; i < DAMAGED; i++) {
          RandomGenerator random = RandomStreams.of(config.seed(), DAMAGE_STREAM, number, i);
          Picture picture =
              VALIDATION_DAMAGE
                  .apply(
                      pictures.get(i % pictures.size()),
                      stream -> pictures.get(stream.nextInt(pictures.size())),
                      random)
                  .picture();
          damaged.add(libraries.score(picture, number, analyzer));
        }
        scored.add(new HeldOut(normal, damaged));
        progress.advanced(scored.size());
      }
      return scored;
    }

    private long seedOf(long stream, int category) {
      return RandomStreams.of(config.seed(), stream, category).nextLong();
    }

    private List<CategoryModel> calibrate(
        List<Part> parts, Libraries libraries, List<HeldOut> heldOut) {
      List<Fusion> fusions = Calibrator.fit(heldOut);
      List<double[]> scores = new ArrayList<>();
      for (int i = 0; i < fusions.size(); i++) {
        scores.add(
            heldOut.get(i).normal().stream().mapToDouble(fusions.get(i)::normalScore).toArray());
      }
      List<Double> thresholds = thresholds(scores);
      List<CategoryModel> categories = new ArrayList<>();
      for (int i = 0; i < fusions.size(); i++) {
        categories.add(
            new CategoryModel(
                parts.get(i).category(),
                libraries.patches().get(i),
                libraries.pictures().get(i),
                fusions.get(i),
                config.threshold() == null
                    ? fusions.get(i).scoreAt(thresholds.get(i))
                    : config.threshold()));
      }
      return categories;
    }

    private List<Double> thresholds(List<double[]> scores) {
      Thresholds found = Thresholds.of(scores, config.falsePositiveRate());
      if (config.threshold() == null && found.basis() == Thresholds.Basis.EXTRAPOLATED) {
        String text =
            ("%d held-out pictures are too few to count off a false-positive rate of %s: the"
                    + " thresholds are extrapolated; give more normal pictures or a higher rate")
                .formatted(
                    scores.stream().mapToInt(category -> category.length).sum(),
                    config.falsePositiveRate());
        warnings.add(text);
        progress.warning(text);
      }
      return found.values();
    }

    private Provenance provenance(String data, List<Part> parts, TrainedNetwork trained) {
      ImmutableMap.Builder<String, Provenance.PictureCount> counts = ImmutableMap.builder();
      for (Part part : parts) {
        counts.put(
            part.category(),
            new Provenance.PictureCount(part.learned().size(), part.heldOut().size()));
      }
      return new Provenance(
          Environment.libraryVersion(),
          Environment.runtime(),
          config.seed(),
          data,
          counts.buildOrThrow(),
          skipped,
          trained.curve(),
          warnings,
          (System.nanoTime() - began) / 1e9,
          Environment.peakMemoryBytes());
    }

    private static EmptyImageSetException tooFew(String category, int found, String what) {
      return new EmptyImageSetException(
          "category %s has %d %s; at least %d are needed, 30 or more are advised"
              .formatted(category, found, what, FEWEST));
    }
  }
}
