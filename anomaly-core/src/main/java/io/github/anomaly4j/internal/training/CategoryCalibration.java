package io.github.anomaly4j.internal.training;

import com.google.common.collect.Iterables;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.CategoryModel.Found;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.score.Calibration;
import io.github.anomaly4j.internal.score.Calibrator;
import io.github.anomaly4j.internal.score.Calibrator.Calibrated;
import io.github.anomaly4j.internal.score.Calibrator.HeldOut;
import io.github.anomaly4j.internal.score.CoarseHeights;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.score.Thresholds;
import io.github.anomaly4j.internal.score.TileBlocks;
import io.github.anomaly4j.internal.score.TileScale;
import io.github.anomaly4j.internal.training.Learned.LearnedCategory;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Computes calibration and thresholds from the scores of the training images.
 *
 * @param warnings receives warnings about the images and the thresholds
 */
public record CategoryCalibration(DetectorConfig config, Consumer<String> warnings) {

  /** The finished categories. */
  List<CategoryModel> of(List<Category> categories, List<LearnedCategory> learned) {
    List<Fitted> fitted =
        fitted(
            learned,
            Calibrator.fit(
                learned.stream().map(CategoryCalibration::heldOut).toList(), config.evidence()));
    List<NormalImages> normal = new ArrayList<>();
    List<Optional<TileScale>> tiles = new ArrayList<>();
    for (int i = 0; i < fitted.size(); i++) {
      normal.add(reviewed(categories.get(i), fitted.get(i)));
      tiles.add(fitted.get(i).tiles());
    }
    List<Double> thresholds = thresholds(scores(normal), tiles);
    List<Double> mapThresholds = mapThresholds(peaks(normal), tiles, config.falsePositiveRate());
    List<CategoryModel> models = new ArrayList<>();
    for (int i = 0; i < fitted.size(); i++) {
      models.add(
          model(
              fitted.get(i),
              categories.get(i).name(),
              normal.get(i),
              thresholds.get(i),
              mapThresholds.get(i)));
    }
    return models;
  }

  /**
   * One more category beside finished ones, which stay as they are.
   *
   * @param known at least one
   */
  CategoryModel of(Category category, LearnedCategory learned, List<CategoryModel> known) {
    Calibrated calibrated =
        Calibrator.fit(heldOut(learned), known.stream().map(CategoryModel::fusion).toList());
    Fitted fitted = fitted(List.of(learned), List.of(calibrated)).get(0);
    List<NormalImages> normal =
        Stream.concat(
                known.stream().map(CategoryModel::normal), Stream.of(reviewed(category, fitted)))
            .toList();
    List<Optional<TileScale>> tiles =
        Stream.concat(known.stream().map(CategoryModel::tiles), Stream.of(fitted.tiles())).toList();
    return model(
        fitted,
        category.name(),
        Iterables.getLast(normal),
        Iterables.getLast(thresholds(scores(normal), tiles)),
        Iterables.getLast(mapThresholds(peaks(normal), tiles, config.falsePositiveRate())));
  }

  private static HeldOut heldOut(LearnedCategory own) {
    return new HeldOut(own.normal(), own.damaged(), own.described(), own.tiles());
  }

  /**
   * What was learned about a category, on its scales.
   *
   * @param peaks how high its normal images or tiles have a place that could be marked
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Fitted(LearnedCategory learned, Calibrated calibrated, double[] peaks) {
    double[] scores() {
      return IntStream.range(0, learned.normal().size())
          .mapToDouble(i -> calibrated.fusion(i).normalScore(learned.normal().get(i)))
          .toArray();
    }

    Optional<TileScale> tiles() {
      return learned
          .tiles()
          .map(blocks -> new TileScale(blocks.maxima(scores()), blocks.maxima(peaks)));
    }
  }

  private static List<Fitted> fitted(List<LearnedCategory> learned, List<Calibrated> calibrated) {
    List<double[]> peaks = new ArrayList<>();
    List<double[]> coarse = new ArrayList<>();
    boolean allCoarse = true;
    for (int i = 0; i < learned.size(); i++) {
      peaks.add(highest(learned.get(i).peaks(), calibrated.get(i)));
      coarse.add(highest(learned.get(i).coarse(), calibrated.get(i)));
      allCoarse &= coarse.get(i).length == peaks.get(i).length;
    }
    List<Fitted> fitted = new ArrayList<>();
    List<CoarseHeights> heights = allCoarse ? CoarseHeights.of(peaks, coarse) : List.of();
    for (int i = 0; i < learned.size(); i++) {
      Calibrated own = calibrated.get(i);
      fitted.add(
          allCoarse
              ? new Fitted(
                  learned.get(i), own.withCoarse(heights.get(i).scale()), heights.get(i).heights())
              : new Fitted(learned.get(i), own, peaks.get(i)));
    }
    return fitted;
  }

  private static double[] highest(List<MapPeaks> peaks, Calibrated calibrated) {
    return IntStream.range(0, peaks.size())
        .mapToDouble(i -> calibrated.fusion(i).highest(peaks.get(i)))
        .toArray();
  }

  /** The normal images, after a warning about those that may not be normal. */
  private NormalImages reviewed(Category category, Fitted own) {
    NormalImages normal = normal(category, own);
    UnusualImages.warning(category.name(), category.images(), normal.scores()).ifPresent(warnings);
    return normal;
  }

  private static NormalImages normal(Category category, Fitted own) {
    double[] scores = own.scores();
    Optional<TileBlocks> tiles = own.learned().tiles();
    return new NormalImages(
        Doubles.asList(tiles.map(blocks -> blocks.highest(scores)).orElse(scores)),
        Doubles.asList(tiles.map(blocks -> blocks.highest(own.peaks())).orElse(own.peaks())),
        own.learned().contrast(),
        own.learned().appearances(),
        // What is learned in tiles is known by tile.
        tiles.isPresent() ? List.of() : category.fingerprints());
  }

  private CategoryModel model(
      Fitted fitted, String name, NormalImages normal, double threshold, double mapThreshold) {
    LearnedCategory own = fitted.learned();
    Fusion fusion = fitted.calibrated().fusion();
    return new CategoryModel(
        name,
        own.template(),
        own.area(),
        own.models(),
        own.spreads(),
        fusion,
        fitted.calibrated().expected(),
        own.poses(),
        normal,
        config.threshold() == null ? fusion.scoreAt(threshold) : config.threshold(),
        fusion.scoreAt(mapThreshold),
        new Found(config.threshold() == null, true),
        fitted.tiles(),
        Optional.empty());
  }

  private static List<double[]> scores(List<NormalImages> normal) {
    return normal.stream().map(own -> Doubles.toArray(own.scores())).toList();
  }

  private static List<double[]> peaks(List<NormalImages> normal) {
    return normal.stream().map(own -> Doubles.toArray(own.peaks())).toList();
  }

  /**
   * The thresholds of maps at the stated rate. If a category has too few peaks of its own, peaks of
   * different categories are made comparable first.
   */
  private static List<Double> mapThresholds(
      List<double[]> peaks, List<Optional<TileScale>> tiles, double rate) {
    List<Calibration> scales = Calibrator.scales(peaks);
    List<double[]> common = new ArrayList<>();
    List<OptionalDouble> modeled = new ArrayList<>();
    for (int i = 0; i < peaks.size(); i++) {
      Calibration scale = scales.get(i);
      common.add(Arrays.stream(peaks.get(i)).map(scale::apply).toArray());
      modeled.add(modeled(tiles.get(i).map(own -> scale.apply(own.peaks().exceededAt(rate)))));
    }
    List<Double> found = Thresholds.of(common, rate, modeled).values();
    List<Double> thresholds = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      thresholds.add(scales.get(i).raw(found.get(i)));
    }
    return thresholds;
  }

  /**
   * The categories with the thresholds that a training would find, where training found them.
   *
   * @param categories after a change of the images that count
   */
  public static List<CategoryModel> recalibrated(
      DetectorConfig config, List<CategoryModel> categories) {
    double rate = config.falsePositiveRate();
    // Only detectors of whole images forget images.
    List<Optional<TileScale>> none = Collections.nCopies(categories.size(), Optional.empty());
    List<NormalImages> normal = categories.stream().map(CategoryModel::normal).toList();
    List<Double> scores = Thresholds.of(scores(normal), rate).values();
    List<Double> peaks = mapThresholds(peaks(normal), none, rate);
    List<CategoryModel> models = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      CategoryModel own = categories.get(i);
      Fusion fusion = own.fusion();
      models.add(
          own.withThresholds(
              own.found().score() ? fusion.scoreAt(scores.get(i)) : own.threshold(),
              own.found().map() ? fusion.scoreAt(peaks.get(i)) : own.mapThreshold(),
              own.found()));
    }
    return models;
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
