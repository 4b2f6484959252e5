package io.github.anomaly4j;

import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PictureBank;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.score.Fusion;
import io.github.anomaly4j.score.ScoreMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a detector knows of one category.
 *
 * @param bank there if {@link Evidence#BOTTLENECK} is asked for
 * @param normalScores {@link Fusion#normalScore} of its training pictures, each by libraries
 *     without it
 */
record CategoryModel(
    String name,
    FeatureLibrary patches,
    PictureLibrary pictures,
    Optional<PictureBank> bank,
    Fusion fusion,
    List<Double> normalScores,
    double threshold) {

  CategoryModel {
    normalScores = List.copyOf(normalScores);
  }

  CategoryModel withPatches(FeatureLibrary other) {
    return new CategoryModel(name, other, pictures, bank, fusion, normalScores, threshold);
  }

  CategoryModel withThreshold(double other) {
    return new CategoryModel(name, patches, pictures, bank, fusion, normalScores, other);
  }

  /** The raw score of each kind of evidence, given the maps. */
  Map<Evidence, Double> scores(Analyzer analyzer, Analysis analysis, Map<Evidence, ScoreMap> maps) {
    Map<Evidence, Double> scores = Analyzer.scores(maps);
    if (analyzer.kinds().contains(Evidence.PICTURE)) {
      scores.put(Evidence.PICTURE, pictures.score(analysis.descriptor()));
    }
    bank.ifPresent(
        normal ->
            scores.put(
                Evidence.BOTTLENECK,
                Evidence.logarithm(normal.score(analyzer.bottleneck(analysis)))));
    return scores;
  }
}
