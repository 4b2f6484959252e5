package io.github.anomaly4j;

import com.google.common.primitives.Booleans;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchSample;
import io.github.anomaly4j.threshold.FixedThreshold;
import io.github.anomaly4j.threshold.ThresholdRule;
import io.github.anomaly4j.unet.UNet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Makes a detector from another one, without training. The new one owns native memory of its own,
 * so that either may be closed first.
 */
record DetectorRevision(
    DetectorConfig config,
    Provenance provenance,
    Analyzer analyzer,
    Routes routes,
    List<CategoryModel> categories) {
  private static final long EXTENSION_STREAM = 7;

  AnomalyDetector withThresholds(ThresholdRule rule, ImageSet pictures) throws IOException {
    List<CategoryModel> revised = new ArrayList<>();
    for (CategoryModel category : categories) {
      List<Double> scores = new ArrayList<>();
      List<Boolean> anomalous = new ArrayList<>();
      for (ImageEntry entry : pictures.category(category.name()).entries()) {
        Analysis analysis = analyzer.analyse(Picture.read(entry.file()));
        // Not the score itself: rules that look at gaps would see them compressed.
        scores.add(
            category
                .fusion()
                .normalScore(
                    category.scores(
                        analyzer, analysis, analyzer.evidence(analysis, category.patches()))));
        anomalous.add(entry.anomalous());
      }
      double threshold =
          scores.isEmpty()
              ? category.threshold()
              : threshold(rule, category, Doubles.toArray(scores), Booleans.toArray(anomalous));
      revised.add(
          new CategoryModel(
              category.name(),
              category.patches(),
              category.pictures(),
              category.bank(),
              category.fusion(),
              threshold));
    }
    return copy(revised, "thresholds by " + rule + " on " + pictures.size() + " pictures");
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

  AnomalyDetector withNormal(ImageSet pictures) throws IOException {
    List<CategoryModel> revised = new ArrayList<>();
    List<FeatureLibrary> extended = new ArrayList<>();
    try {
      for (CategoryModel category : categories) {
        ImageSet own = pictures.category(category.name());
        revised.add(own.size() == 0 ? category : extended(category, own, revised.size()));
        extended.add(revised.get(revised.size() - 1).patches());
      }
      return copy(revised, pictures.size() + " normal pictures added");
    } finally {
      extended.removeAll(categories.stream().map(CategoryModel::patches).toList());
      extended.forEach(FeatureLibrary::close);
    }
  }

  private CategoryModel extended(CategoryModel category, ImageSet pictures, int number)
      throws IOException {
    long seed = RandomStreams.of(config.seed(), EXTENSION_STREAM, number).nextLong();
    int size = config.librarySize();
    PatchSample sample =
        new PatchSample(Ints.saturatedCast((long) LibraryTraining.CANDIDATES * size), seed);
    List<float[]> descriptors = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    for (ImageEntry entry : pictures.entries()) {
      Analysis analysis = analyzer.analyse(Picture.read(entry.file()));
      sample.add(analysis.features(), analysis.scoredPatches());
      descriptors.add(analysis.descriptor());
      if (category.bank().isPresent()) {
        vectors.add(analyzer.bottleneck(analysis));
      }
    }
    return new CategoryModel(
        category.name(),
        category.patches().extended(sample, size, seed),
        category.pictures().extended(descriptors),
        category.bank().map(bank -> bank.extended(vectors)),
        category.fusion(),
        category.threshold());
  }

  private AnomalyDetector copy(List<CategoryModel> revised, String change) {
    Analyzer own = config.analyzer(UNet.of(config.network(), analyzer.network().tensors()));
    List<CategoryModel> copies = new ArrayList<>();
    for (CategoryModel category : revised) {
      copies.add(
          new CategoryModel(
              category.name(),
              FeatureLibrary.of(category.patches().tensors()),
              category.pictures(),
              category.bank(),
              category.fusion(),
              category.threshold()));
    }
    return new AnomalyDetector(config, provenance.withChange(change), own, routes, copies);
  }
}
