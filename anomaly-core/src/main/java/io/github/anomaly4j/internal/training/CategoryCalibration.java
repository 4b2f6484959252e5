package io.github.anomaly4j.internal.training;

import com.google.common.primitives.Doubles;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.score.Calibration;
import io.github.anomaly4j.internal.score.Calibrator;
import io.github.anomaly4j.internal.score.Calibrator.HeldOut;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.score.Thresholds;
import io.github.anomaly4j.internal.score.TileScale;
import io.github.anomaly4j.internal.training.EvidenceTraining.LearnedCategory;
import io.github.anomaly4j.internal.training.TrainingImages.Category;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Computes calibration and thresholds from the scores of the training images.
 *
 * @param warnings receives warnings about the thresholds
 */
record CategoryCalibration(DetectorConfig config, Consumer<String> warnings) {

  /** The finished categories. */
  List<CategoryModel> of(List<Category> categories, List<LearnedCategory> learned) {
    List<Fusion> fusions =
        Calibrator.fit(
            learned.stream()
                .map(own -> new HeldOut(own.normal(), own.damaged(), own.tiles()))
                .toList(),
            config.evidence());
    List<double[]> scores = new ArrayList<>();
    List<double[]> peaks = new ArrayList<>();
    List<Optional<TileScale>> tiles = new ArrayList<>();
    for (int i = 0; i < fusions.size(); i++) {
      LearnedCategory own = learned.get(i);
      Fusion fusion = fusions.get(i);
      double[] score = own.normal().stream().mapToDouble(fusion::normalScore).toArray();
      double[] peak =
          own.peaks().stream().mapToDouble((MapPeaks map) -> fusion.highest(map)).toArray();
      scores.add(own.tiles().map(blocks -> blocks.highest(score)).orElse(score));
      peaks.add(own.tiles().map(blocks -> blocks.highest(peak)).orElse(peak));
      tiles.add(
          own.tiles().map(blocks -> new TileScale(blocks.maxima(score), blocks.maxima(peak))));
    }
    List<Double> thresholds = thresholds(scores, tiles);
    List<Double> mapThresholds = mapThresholds(peaks, tiles);
    List<CategoryModel> models = new ArrayList<>();
    for (int i = 0; i < fusions.size(); i++) {
      models.add(
          new CategoryModel(
              categories.get(i).name(),
              learned.get(i).area(),
              learned.get(i).models(),
              learned.get(i).spreads(),
              fusions.get(i),
              learned.get(i).poses(),
              new NormalImages(
                  Doubles.asList(scores.get(i)),
                  Doubles.asList(peaks.get(i)),
                  learned.get(i).contrast(),
                  learned.get(i).appearances()),
              config.threshold() == null
                  ? fusions.get(i).scoreAt(thresholds.get(i))
                  : config.threshold(),
              fusions.get(i).scoreAt(mapThresholds.get(i)),
              tiles.get(i)));
    }
    return models;
  }

  /**
   * The thresholds of maps at the stated rate. If a category has too few peaks of its own, peaks of
   * different categories are made comparable first.
   */
  private List<Double> mapThresholds(List<double[]> peaks, List<Optional<TileScale>> tiles) {
    List<Calibration> scales = Calibrator.scales(peaks);
    List<double[]> common = new ArrayList<>();
    for (int i = 0; i < peaks.size(); i++) {
      common.add(Arrays.stream(peaks.get(i)).map(scales.get(i)::apply).toArray());
    }
    List<OptionalDouble> modeled = new ArrayList<>();
    for (int i = 0; i < peaks.size(); i++) {
      Calibration scale = scales.get(i);
      modeled.add(
          modeled(
              tiles
                  .get(i)
                  .map(own -> scale.apply(own.peaks().exceededAt(config.falsePositiveRate())))));
    }
    List<Double> found = Thresholds.of(common, config.falsePositiveRate(), modeled).values();
    List<Double> thresholds = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      thresholds.add(scales.get(i).raw(found.get(i)));
    }
    return thresholds;
  }

  private static OptionalDouble modeled(Optional<Double> threshold) {
    return threshold.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  private List<Double> thresholds(List<double[]> scores, List<Optional<TileScale>> tiles) {
    Thresholds found =
        Thresholds.of(
            scores,
            config.falsePositiveRate(),
            tiles.stream()
                .map(
                    own ->
                        modeled(
                            own.map(
                                scale -> scale.scores().exceededAt(config.falsePositiveRate()))))
                .toList());
    if (config.threshold() == null && found.basis() == Thresholds.Basis.EXTRAPOLATED) {
      String text =
          scores.stream().mapToInt(category -> category.length).sum()
              + " normal images are too few to count off a false-positive rate of "
              + config.falsePositiveRate()
              + ": the thresholds are extrapolated; give more normal images or a higher rate";
      warnings.accept(text);
    }
    return found.values();
  }
}
