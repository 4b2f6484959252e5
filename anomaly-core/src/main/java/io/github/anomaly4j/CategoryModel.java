package io.github.anomaly4j;

import com.google.common.collect.Maps;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.library.PictureBank;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.score.Fusion;
import io.github.anomaly4j.score.ScoreMap;
import java.util.List;
import java.util.Map;

/**
 * What a detector knows of one category.
 *
 * @param banks one for each kind of evidence that compares with one
 * @param poses in which its pictures are normal too
 * @param normalScores {@link Fusion#normalScore} of its training pictures, each by libraries
 *     without it
 */
record CategoryModel(
    String name,
    PatchLibraries patches,
    PictureLibrary pictures,
    Map<Evidence, PictureBank> banks,
    Fusion fusion,
    Poses poses,
    List<Double> normalScores,
    double threshold) {

  CategoryModel {
    banks = Maps.immutableEnumMap(banks);
    normalScores = List.copyOf(normalScores);
  }

  CategoryModel withThreshold(double other) {
    return new CategoryModel(name, patches, pictures, banks, fusion, poses, normalScores, other);
  }

  /** The raw score of each kind of evidence, given the maps. */
  Map<Evidence, Double> scores(Analyzer analyzer, Analysis analysis, Map<Evidence, ScoreMap> maps) {
    Map<Evidence, Double> scores = Analyzer.scores(maps);
    if (analyzer.kinds().contains(Evidence.PICTURE)) {
      scores.put(Evidence.PICTURE, pictures.score(analysis.descriptor()));
    }
    scores.putAll(Analyzer.scores(banks, analyzer.vectors(analysis)));
    return scores;
  }
}
