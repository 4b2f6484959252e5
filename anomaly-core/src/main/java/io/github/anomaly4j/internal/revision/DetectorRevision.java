package io.github.anomaly4j.internal.revision;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.detector.TileScoring;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.Extension;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.intake.ImageTraits;
import io.github.anomaly4j.internal.intake.PixelFingerprint;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.tile.Tiles;
import io.github.anomaly4j.internal.training.CategoryCalibration;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Makes a detector from another one without training. They share models and networks; either may be
 * closed first.
 *
 * <p>Long because every kind of revision reads the category's images, whole or in tiles, in one
 * way.
 */
public record DetectorRevision(DetectorState state) {
  /** Tiles that are added at most, of all images together, but at least one of each. */
  private static final int TILES = 600;

  /** Changes one category, given images of it. */
  @FunctionalInterface
  private interface Change {
    CategoryModel apply(CategoryModel category, ImageSet images) throws IOException;
  }

  /** The detector with thresholds by a rule on some images. */
  public DetectorState withThresholds(ThresholdRule rule, ImageSet images) throws IOException {
    return state.revised(
        "thresholds by " + rule + " on " + images.size() + " images",
        revised(images, (category, own) -> thresholds(rule, category, own)));
  }

  /** The detector with thresholds by a rule on the scores of the training's normal images. */
  public DetectorState withThresholds(ThresholdRule rule) {
    List<CategoryModel> revised = new ArrayList<>();
    for (CategoryModel category : state.categories()) {
      double[] scores = Doubles.toArray(category.normal().scores());
      double[] peaks = Doubles.toArray(category.normal().peaks());
      revised.add(thresholds(rule, category, scores, peaks, new boolean[scores.length]));
    }
    return state.revised("thresholds by " + rule + " on the training's normal images", revised);
  }

  /**
   * The detector with other thresholds of some categories.
   *
   * @param others gets a category and returns it with its thresholds
   * @param source where they come from, for its history
   */
  public DetectorState withThresholds(UnaryOperator<CategoryModel> others, String source) {
    return state.revised("thresholds " + source, state.categories().stream().map(others).toList());
  }

  /** The detector with more normal images in its models. */
  public DetectorState withNormal(ImageSet images) throws IOException {
    Map<String, ImageTraits> added = new HashMap<>();
    List<ImageEntry> others = unknown(images);
    int known = images.size() - others.size();
    checkArgument(
        !others.isEmpty(), "the detector knows all %s images already: give others", known);
    List<CategoryModel> extended =
        revised(ImageSet.of(others), (category, own) -> extended(category, own, added));
    return state.revised(
        others.size()
            + " normal images added"
            + (known == 0 ? "" : ", " + known + " left out that were known already"),
        state.intake().and(added),
        state.provenance(),
        state.routes(),
        extended);
  }

  /** The images that are neither known as normal already nor copies of one before. */
  private List<ImageEntry> unknown(ImageSet images) throws IOException {
    List<ImageEntry> unknown = new ArrayList<>();
    for (CategoryModel category : state.categories()) {
      Set<String> known = new HashSet<>(category.normal().fingerprints());
      for (ImageEntry entry : images.category(category.name()).entries()) {
        if (category.tiles().isPresent() || known.add(fingerprint(entry))) {
          unknown.add(entry);
        }
      }
    }
    return unknown;
  }

  private String fingerprint(ImageEntry entry) throws IOException {
    return PixelFingerprint.of(entry.read(state.reader()));
  }

  /**
   * The detector that labeled defects have taught.
   *
   * @param normal the training images of the same categories
   */
  public DetectorState withDefects(ImageSet defects, ImageSet normal) throws IOException {
    AtomicInteger learned = new AtomicInteger();
    List<String> same = new ArrayList<>();
    List<CategoryModel> taught =
        revised(
            defects,
            (category, own) -> {
              DefectLessons lessons =
                  DefectLessons.of(state, category, normal.category(category.name()));
              List<DefectLessons.Seen> seen = lessons.see(own);
              learned.addAndGet(seen.size());
              CategoryModel model = lessons.taught(seen);
              if (!model.feedback().orElseThrow().corrects()) {
                same.add(model.name());
              }
              return model;
            });
    int copies = defects.size() - learned.get();
    return state.revised(
        learned
            + " labeled defects learned"
            + (copies == 0 ? "" : ", " + copies + " copies left out")
            + (same.isEmpty()
                ? ""
                : "; scores of " + String.join(", ", same) + " stay: no clear gain"),
        taught);
  }

  /**
   * The detector without a category; the others stay as they are.
   *
   * @throws IllegalArgumentException if it is the only one, or each has a network of its own
   */
  public DetectorState withoutCategory(int number) {
    CategoryModel category = state.categories().get(number);
    checkArgument(
        state.categories().size() > 1,
        "%s is the only category: nothing would be left",
        category.name());
    checkArgument(
        !state.config().networkPerCategory(),
        "each category has a network of its own, which stays in the detector: train again without"
            + " %s",
        category.name());
    List<CategoryModel> others = new ArrayList<>(state.categories());
    others.remove(number);
    Provenance before = state.provenance();
    return state.revised(
        "category %s taken out".formatted(category.name()),
        state.intake(),
        before.withImages(
            Maps.filterKeys(before.images(), name -> !name.equals(category.name())),
            without(before.fingerprints(), category.normal().fingerprints(), others),
            List.of()),
        state.routes().without(number, state.config().tellsUnknown(others.size())),
        others);
  }

  /** Fingerprints without some, but with those of what a category still knows. */
  private static List<String> without(
      List<String> all, Collection<String> some, List<CategoryModel> left) {
    Set<String> out = new HashSet<>(some);
    left.forEach(own -> own.normal().fingerprints().forEach(out::remove));
    return all.stream().filter(one -> !out.contains(one)).toList();
  }

  /**
   * The detector without what it learned from some images.
   *
   * @throws IllegalArgumentException if it has not learned one of them, or cannot forget it
   */
  public DetectorState withoutImages(ImageSet images) throws IOException {
    checkArgument(
        state.networks().networks().isEmpty(),
        "the detector has a network, which cannot forget images: train again without them");
    Set<String> forgotten = new HashSet<>();
    List<CategoryModel> changed =
        revised(images, (category, own) -> withoutImages(category, own, forgotten));
    Provenance before = state.provenance();
    return state.revised(
        images.size() + " images taken out",
        state.intake(),
        before.withImages(
            before.images(), without(before.fingerprints(), forgotten, changed), List.of()),
        state.routes(),
        CategoryCalibration.recalibrated(state.config(), changed));
  }

  private CategoryModel withoutImages(
      CategoryModel category, ImageSet images, Set<String> forgotten) throws IOException {
    List<String> known = category.normal().fingerprints();
    checkArgument(
        category.tiles().isEmpty(),
        "the detector learned tiles of images, which it cannot forget: train again without the"
            + " images");
    checkArgument(
        !known.isEmpty(),
        "the detector was saved by an older build, which did not keep what is from which image:"
            + " train again without the images");
    SortedSet<Integer> numbers = new TreeSet<>();
    for (ImageEntry entry : images.entries()) {
      String fingerprint = fingerprint(entry);
      List<Integer> own =
          IntStream.range(0, known.size())
              .filter(i -> known.get(i).equals(fingerprint))
              .boxed()
              .toList();
      checkArgument(
          !own.isEmpty(),
          "%s was never learned as an image of %s: expected one of its %s images, pixel by pixel;"
              + " give the file that was learned, unchanged",
          entry.path(),
          category.name(),
          known.size());
      numbers.addAll(own);
      forgotten.add(fingerprint);
    }
    NormalImages left = category.normal().without(numbers);
    checkArgument(
        left.scores().size() >= TrainingImages.FEWEST,
        "%s would be left with %s of its training images; at least %s are needed",
        category.name(),
        left.scores().size(),
        TrainingImages.FEWEST);
    return category
        .withModels(
            ImmutableMap.copyOf(
                Maps.transformValues(category.models(), model -> model.without(numbers))))
        .withNormal(left);
  }

  private List<CategoryModel> revised(ImageSet images, Change change) throws IOException {
    List<CategoryModel> revised = new ArrayList<>();
    for (CategoryModel category : state.categories()) {
      ImageSet own = images.category(category.name());
      revised.add(own.size() == 0 ? category : change.apply(category, own));
    }
    return revised;
  }

  private CategoryModel thresholds(ThresholdRule rule, CategoryModel category, ImageSet images)
      throws IOException {
    Set<Evidence> detected = EvidenceKinds.detecting(state.config().evidence());
    double[] scores = new double[images.size()];
    double[] peaks = new double[scores.length];
    boolean[] anomalous = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      ImageEntry entry = images.entries().get(i);
      anomalous[i] = entry.anomalous();
      if (category.tiles().isPresent()) {
        TileScoring.Scored scored = tiled(entry, category, detected);
        scores[i] = category.tiles().get().scores().atUsual(scored.highest(), scored.tiles());
        peaks[i] = category.tiles().get().peaks().atUsual(scored.peak(), scored.tiles());
        continue;
      }
      try {
        Image image = state.intake().take(entry.read(state.reader()));
        ImageFeatures look = category.look(new ImageFeatures(image));
        Map<Evidence, Reading> readings = category.read(detected, look);
        // Not the score itself, in which gaps are compressed, since some rules depend on gaps.
        scores[i] = category.deviation(readings, look);
        peaks[i] = category.height(readings, look, state.config().evidence());
      } catch (FeatureException e) {
        throw e.naming(entry.file());
      }
    }
    return thresholds(rule, category, scores, peaks, anomalous);
  }

  private TileScoring.Scored tiled(ImageEntry entry, CategoryModel category, Set<Evidence> detected)
      throws IOException {
    try (LargeImage image = entry.open(state.reader())) {
      return new TileScoring(state, detected, false).score(image, category);
    } catch (FeatureException e) {
      throw e.naming(entry.file());
    }
  }

  private static CategoryModel thresholds(
      ThresholdRule rule,
      CategoryModel category,
      double[] scores,
      double[] peaks,
      boolean[] anomalous) {
    // A fixed threshold is on the scale of scores already, and does not apply to maps.
    if (rule.needs() == ThresholdRule.Needs.NOTHING) {
      double fixed = rule.threshold(scores, anomalous).orElseThrow();
      return category.withThresholds(fixed, category.mapThreshold());
    }
    return category.withThresholds(
        threshold(rule, category.fusion(), scores, anomalous).orElse(category.threshold()),
        threshold(rule, category.fusion(), peaks, anomalous).orElse(category.mapThreshold()));
  }

  private static OptionalDouble threshold(
      ThresholdRule rule, Fusion fusion, double[] scores, boolean[] anomalous) {
    OptionalDouble found = rule.threshold(scores, anomalous);
    if (found.isEmpty()) {
      return found;
    }
    double mapped = fusion.scoreAt(found.getAsDouble());
    // A score barely above the threshold must stay above it, although scores are closer together.
    return OptionalDouble.of(
        Arrays.stream(scores)
            .filter(score -> score > found.getAsDouble())
            .map(fusion::scoreAt)
            .map(Math::nextDown)
            .reduce(mapped, Math::min));
  }

  private CategoryModel extended(
      CategoryModel category, ImageSet images, Map<String, ImageTraits> added) throws IOException {
    int number = state.categories().indexOf(category);
    long own = state.config().seed();
    long seed = RandomStream.EXTENSION.seed(own, number);
    RandomGenerator random = RandomStream.EXTENSION_POSE.of(own, number);
    int known = category.normal().fingerprints().size();
    List<String> fingerprints = new ArrayList<>();
    Map<Evidence, Extension> extensions = new HashMap<>();
    category.models().forEach((kind, model) -> extensions.put(kind, model.extension(seed, known)));
    for (ImageEntry entry : images.entries()) {
      if (category.tiles().isPresent()) {
        ImageTraits traits = addTiles(entry, Math.max(1, TILES / images.size()), extensions);
        added.merge(category.name(), traits, ImageTraits::and);
        continue;
      }
      Image given = entry.read(state.reader());
      fingerprints.add(PixelFingerprint.of(given));
      Image image = state.intake().take(given);
      try {
        ImageFeatures features = category.look(new ImageFeatures(image));
        Image look = category.area().map(area -> area.filled(given)).orElse(given);
        added.merge(category.name(), ImageTraits.of(look), ImageTraits::and);
        extensions.values().forEach(extension -> extension.add(features));
        for (int pose = 0; pose < state.config().poses(); pose++) {
          ImageFeatures other = category.poses().other(features, random);
          extensions.values().forEach(extension -> extension.addPose(other));
        }
      } catch (FeatureException e) {
        throw e.naming(entry.file());
      }
    }
    return category
        .withModels(Maps.transformValues(extensions, Extension::extended))
        .withNormal(category.normal().and(fingerprints));
  }

  /** Adds tiles of a large image, evenly spread; what they are like is told by one of them. */
  private ImageTraits addTiles(ImageEntry entry, int most, Map<Evidence, Extension> extensions)
      throws IOException {
    Tiles tiles = requireNonNull(state.config().tiles());
    try (LargeImage image = entry.open(state.reader())) {
      List<Rectangle> places = tiles.of(image.width(), image.height());
      int count = Math.min(most, places.size());
      ImageTraits traits = null;
      for (int i = 0; i < count; i++) {
        Image given = tiles.read(image, places.get((int) ((long) i * places.size() / count)));
        ImageTraits own = ImageTraits.of(given).sized(image.width(), image.height());
        traits = traits == null ? own : traits.and(own);
        ImageFeatures features = new ImageFeatures(state.intake().take(given));
        extensions.values().forEach(extension -> extension.add(features));
      }
      return requireNonNull(traits);
    } catch (FeatureException e) {
      throw e.naming(entry.file());
    }
  }
}
