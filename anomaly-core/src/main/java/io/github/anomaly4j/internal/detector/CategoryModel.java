package io.github.anomaly4j.internal.detector;

import com.google.common.collect.Maps;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.detector.Analyzer.Analysis;
import io.github.anomaly4j.internal.score.EvidenceMap;
import io.github.anomaly4j.internal.score.Fusion;
import java.util.List;
import java.util.Map;

/**
 * What a detector knows of one category.
 *
 * @param banks one for each kind of evidence that compares with one
 * @param poses in which its images are normal too
 * @param normal what its training images are like, each by libraries without it
 * @param threshold of an image's score
 * @param mapThreshold of a place on an image's map
 */
public record CategoryModel(
    String name,
    PatchLibraries patches,
    MahalanobisBank images,
    Map<Evidence, SquaredErrorBank> banks,
    Fusion fusion,
    Poses poses,
    NormalImages normal,
    double threshold,
    double mapThreshold) {

  public CategoryModel {
    banks = Maps.immutableEnumMap(banks);
  }

  /**
   * What is normal in a category.
   *
   * @param scores {@link Fusion#normalScore} of each image
   * @param peaks {@link Fusion#highest} of each image's map
   * @param contrast the lowest that an image has
   */
  public record NormalImages(List<Double> scores, List<Double> peaks, double contrast) {
    public NormalImages {
      scores = List.copyOf(scores);
      peaks = List.copyOf(peaks);
    }
  }

  CategoryModel withThresholds(double ofScore, double ofMap) {
    return new CategoryModel(name, patches, images, banks, fusion, poses, normal, ofScore, ofMap);
  }

  /** The raw score of each kind of evidence, given the maps. */
  public Map<Evidence, Double> scores(
      Analyzer analyzer, Analysis analysis, Map<Evidence, EvidenceMap> maps) {
    Map<Evidence, Double> scores = Analyzer.scores(maps);
    if (analyzer.kinds().contains(Evidence.IMAGE)) {
      scores.put(Evidence.IMAGE, images.score(analysis.descriptor()));
    }
    scores.putAll(Analyzer.scores(banks, analyzer.vectors(analysis)));
    return scores;
  }
}
