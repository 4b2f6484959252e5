package io.github.anomaly4j;

import com.google.common.collect.Lists;
import com.google.common.collect.Maps;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.library.FeatureException;
import io.github.anomaly4j.library.PictureBank;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.score.ScoreMap;
import io.github.anomaly4j.threshold.FixedThreshold;
import io.github.anomaly4j.threshold.ThresholdRule;
import io.github.anomaly4j.unet.UNet;
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
record DetectorRevision(
    DetectorConfig config,
    Provenance provenance,
    Analyzer analyzer,
    Routes routes,
    List<CategoryModel> categories) {
  private static final long EXTENSION_STREAM = 7;
  private static final long POSE_STREAM = 9;

  /** What becomes of one category, given pictures of it. */
  @FunctionalInterface
  private interface Change {
    CategoryModel apply(CategoryModel category, ImageSet pictures) throws IOException;
  }

  AnomalyDetector withThresholds(ThresholdRule rule, ImageSet pictures) throws IOException {
    return revised(
        pictures,
        (category, own) -> category.withThreshold(threshold(rule, category, own)),
        "thresholds by " + rule + " on " + pictures.size() + " pictures");
  }

  AnomalyDetector withThresholds(ThresholdRule rule) {
    List<CategoryModel> revised = new ArrayList<>();
    for (CategoryModel category : categories) {
      double[] scores = Doubles.toArray(category.normalScores());
      double found = threshold(rule, category, scores, new boolean[scores.length]);
      revised.add(category.withThreshold(found));
    }
    return detector(revised, "thresholds by " + rule + " on the training's normal pictures");
  }

  AnomalyDetector withNormal(ImageSet pictures) throws IOException {
    return revised(pictures, this::extended, pictures.size() + " normal pictures added");
  }

  private AnomalyDetector revised(ImageSet pictures, Change change, String description)
      throws IOException {
    List<CategoryModel> revised = new ArrayList<>();
    for (CategoryModel category : categories) {
      ImageSet own = pictures.category(category.name());
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
    return new AnomalyDetector(config, provenance.withChange(description), copy, routes, revised);
  }

  private double threshold(ThresholdRule rule, CategoryModel category, ImageSet pictures)
      throws IOException {
    Analyzer detecting = analyzer.detecting(config.evidence());
    double[] scores = new double[pictures.size()];
    boolean[] anomalous = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      ImageEntry entry = pictures.entries().get(i);
      try {
        scores[i] = normalScore(detecting, category, Picture.read(entry.file()));
      } catch (FeatureException e) {
        throw e.naming(entry.file());
      }
      anomalous[i] = entry.anomalous();
    }
    return threshold(rule, category, scores, anomalous);
  }

  /** Not the score itself: rules that look at gaps would see them compressed. */
  private double normalScore(Analyzer detecting, CategoryModel category, Picture picture) {
    Analysis analysis = detecting.analyse(picture, categories.indexOf(category));
    Map<Evidence, ScoreMap> maps = detecting.evidence(analysis, category.patches());
    return category.fusion().normalScore(category.scores(detecting, analysis, maps));
  }

  private static double threshold(
      ThresholdRule rule, CategoryModel category, double[] scores, boolean[] anomalous) {
    // A fixed threshold is on the scale of the scores already.
    if (rule instanceof FixedThreshold fixed) {
      return fixed.value();
    }
    OptionalDouble found = rule.threshold(scores, anomalous);
    if (found.isEmpty()) {
      return category.threshold();
    }
    double mapped = category.fusion().scoreAt(found.getAsDouble());
    // What is barely above the threshold must stay above it, though scores lie closer together.
    return Arrays.stream(scores)
        .filter(score -> score > found.getAsDouble())
        .map(category.fusion()::scoreAt)
        .map(Math::nextDown)
        .reduce(mapped, Math::min);
  }

  private CategoryModel extended(CategoryModel category, ImageSet pictures) throws IOException {
    int number = categories.indexOf(category);
    long seed = RandomStreams.of(config.seed(), EXTENSION_STREAM, number).nextLong();
    PatchLibraries.Sample sample = new PatchLibraries.Sample(analyzer, config::librarySize, seed);
    List<float[]> descriptors = new ArrayList<>();
    Map<Evidence, List<float[]>> vectors = new EnumMap<>(Evidence.class);
    RandomGenerator random = RandomStreams.of(config.seed(), POSE_STREAM, number);
    for (ImageEntry entry : pictures.entries()) {
      Picture picture = Picture.read(entry.file());
      Analysis analysis = analyzer.analyse(picture, number);
      try {
        sample.add(analysis, 0);
      } catch (FeatureException e) {
        throw e.naming(entry.file());
      }
      descriptors.add(analysis.descriptor());
      for (int pose = 0; pose < config.poses(); pose++) {
        Analysis other = analyzer.analyse(category.poses().other(picture, random), number);
        sample.addPose(other, 0);
        descriptors.add(other.descriptor());
      }
      analyzer
          .vectors(analysis)
          .forEach(
              (kind, vector) ->
                  vectors.computeIfAbsent(kind, none -> new ArrayList<>()).add(vector));
    }
    PictureLibrary whole = category.pictures().extended(descriptors);
    Map<Evidence, PictureBank> banks =
        Maps.transformEntries(category.banks(), (kind, bank) -> bank.extended(vectors.get(kind)));
    return new CategoryModel(
        category.name(),
        category.patches().extended(sample, seed),
        whole,
        banks,
        category.fusion(),
        category.poses(),
        category.normalScores(),
        category.threshold());
  }
}
