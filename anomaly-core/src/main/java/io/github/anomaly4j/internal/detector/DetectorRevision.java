package io.github.anomaly4j.internal.detector;

import com.google.common.collect.Lists;
import com.google.common.collect.Maps;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.detector.Analyzer.Analysis;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.intake.ImageTraits;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.score.EvidenceMap;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.threshold.FixedThreshold;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * Makes a detector from another one, without training. The new one shares the libraries, and has
 * networks of its own, so that either may be closed first.
 */
public record DetectorRevision(
    DetectorConfig config,
    ImageIntake intake,
    ImageReader reader,
    Map<String, ImageTraits> added,
    Provenance provenance,
    Analyzer analyzer,
    Routes routes,
    List<CategoryModel> categories) {
  private static final long EXTENSION_STREAM = 7;
  private static final long POSE_STREAM = 9;

  /** What becomes of one category, given images of it. */
  @FunctionalInterface
  private interface Change {
    CategoryModel apply(CategoryModel category, ImageSet images) throws IOException;
  }

  public AnomalyDetector withThresholds(ThresholdRule rule, ImageSet images) throws IOException {
    return revised(
        images,
        (category, own) -> thresholds(rule, category, own),
        "thresholds by " + rule + " on " + images.size() + " images");
  }

  public AnomalyDetector withThresholds(ThresholdRule rule) {
    List<CategoryModel> revised = new ArrayList<>();
    for (CategoryModel category : categories) {
      double[] scores = Doubles.toArray(category.normal().scores());
      double[] peaks = Doubles.toArray(category.normal().peaks());
      revised.add(thresholds(rule, category, scores, peaks, new boolean[scores.length]));
    }
    return detector(revised, "thresholds by " + rule + " on the training's normal images");
  }

  public AnomalyDetector withNormal(ImageSet images) throws IOException {
    return revised(images, this::extended, images.size() + " normal images added");
  }

  private AnomalyDetector revised(ImageSet images, Change change, String description)
      throws IOException {
    List<CategoryModel> revised = new ArrayList<>();
    for (CategoryModel category : categories) {
      ImageSet own = images.category(category.name());
      revised.add(own.size() == 0 ? category : change.apply(category, own));
    }
    return detector(revised, description);
  }

  private AnomalyDetector detector(List<CategoryModel> revised, String description) {
    Analyzer copy =
        config.analyzer(
            // A view: the tensors of one network at a time.
            config.networks(Lists.transform(analyzer.networks(), UNet::tensors)),
            analyzer.backbone().map(SharedBackbone::share));
    return new AnomalyDetector(
        config,
        intake.and(added),
        reader,
        provenance.withChange(description),
        copy,
        routes,
        revised);
  }

  private CategoryModel thresholds(ThresholdRule rule, CategoryModel category, ImageSet images)
      throws IOException {
    Analyzer detecting = analyzer.detecting(config.evidence());
    double[] scores = new double[images.size()];
    double[] peaks = new double[scores.length];
    boolean[] anomalous = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      ImageEntry entry = images.entries().get(i);
      try {
        Analysis analysis =
            detecting.analyze(intake.take(reader.read(entry.file())), categories.indexOf(category));
        Map<Evidence, EvidenceMap> maps = detecting.evidence(analysis, category.patches());
        // Not the score itself: rules that look at gaps would see them compressed.
        scores[i] = category.fusion().normalScore(category.scores(detecting, analysis, maps));
        peaks[i] = category.fusion().highest(MapPeaks.of(maps, config.evidence()));
      } catch (FeatureException e) {
        throw e.naming(entry.file());
      }
      anomalous[i] = entry.anomalous();
    }
    return thresholds(rule, category, scores, peaks, anomalous);
  }

  private static CategoryModel thresholds(
      ThresholdRule rule,
      CategoryModel category,
      double[] scores,
      double[] peaks,
      boolean[] anomalous) {
    // A fixed threshold is on the scale of the scores already, and says nothing of maps.
    if (rule instanceof FixedThreshold fixed) {
      return category.withThresholds(fixed.value(), category.mapThreshold());
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
    // What is barely above the threshold must stay above it, though scores lie closer together.
    return OptionalDouble.of(
        Arrays.stream(scores)
            .filter(score -> score > found.getAsDouble())
            .map(fusion::scoreAt)
            .map(Math::nextDown)
            .reduce(mapped, Math::min));
  }

  private CategoryModel extended(CategoryModel category, ImageSet images) throws IOException {
    int number = categories.indexOf(category);
    long seed = RandomStreams.of(config.seed(), EXTENSION_STREAM, number).nextLong();
    PatchLibraries.Sample sample = new PatchLibraries.Sample(analyzer, config::librarySize, seed);
    List<float[]> descriptors = new ArrayList<>();
    Map<Evidence, List<float[]>> vectors = new EnumMap<>(Evidence.class);
    RandomGenerator random = RandomStreams.of(config.seed(), POSE_STREAM, number);
    for (ImageEntry entry : images.entries()) {
      Image given = reader.read(entry.file());
      added.merge(category.name(), ImageTraits.of(given), ImageTraits::and);
      Image image = intake.take(given);
      Analysis analysis = analyzer.analyze(image, number);
      try {
        sample.add(analysis, 0);
      } catch (FeatureException e) {
        throw e.naming(entry.file());
      }
      descriptors.add(analysis.descriptor());
      for (int pose = 0; pose < config.poses(); pose++) {
        Analysis other = analyzer.analyze(category.poses().other(image, random), number);
        sample.addPose(other, 0);
        descriptors.add(other.descriptor());
      }
      analyzer
          .vectors(analysis)
          .forEach(
              (kind, vector) ->
                  vectors.computeIfAbsent(kind, none -> new ArrayList<>()).add(vector));
    }
    MahalanobisBank whole = category.images().extended(descriptors);
    Map<Evidence, SquaredErrorBank> banks =
        Maps.transformEntries(category.banks(), (kind, bank) -> bank.extended(vectors.get(kind)));
    return new CategoryModel(
        category.name(),
        category.patches().extended(sample, seed),
        whole,
        banks,
        category.fusion(),
        category.poses(),
        category.normal(),
        category.threshold(),
        category.mapThreshold());
  }
}
