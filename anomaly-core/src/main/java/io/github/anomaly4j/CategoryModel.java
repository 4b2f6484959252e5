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
 * @param normal what its training pictures are like, each by libraries without it
 * @param threshold of a picture's score
 * @param mapThreshold of a place on a picture's map
 */
record CategoryModel(
    String name,
    PatchLibraries patches,
    PictureLibrary pictures,
    Map<Evidence, PictureBank> banks,
    Fusion fusion,
    Poses poses,
    NormalPictures normal,
    double threshold,
    double mapThreshold) {

  CategoryModel {
    banks = Maps.immutableEnumMap(banks);
  }

  /**
   * What is normal in a category.
   *
   * @param scores {@link Fusion#normalScore} of each picture
   * @param peaks {@link Fusion#highest} of each picture's map
   * @param contrast the lowest that a picture has
   */
  record NormalPictures(List<Double> scores, List<Double> peaks, double contrast) {
    NormalPictures {
      scores = List.copyOf(scores);
      peaks = List.copyOf(peaks);
    }
  }

  CategoryModel withThresholds(double ofScore, double ofMap) {
    return new CategoryModel(name, patches, pictures, banks, fusion, poses, normal, ofScore, ofMap);
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
