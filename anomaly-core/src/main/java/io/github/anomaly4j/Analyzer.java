package io.github.anomaly4j;

import com.google.common.collect.Maps;
import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.data.Letterbox;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.library.FeatureExtractor;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchFeatures;
import io.github.anomaly4j.route.Router;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.score.ReconstructionError;
import io.github.anomaly4j.score.ScoreMap;
import io.github.anomaly4j.unet.UNet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * From a picture to the maps of evidence: the same way in training's calibration and in detection.
 * Immutable, thread safe.
 */
record Analyzer(Letterbox frame, UNet network, FeatureExtractor extractor)
    implements AutoCloseable {

  /**
   * What is known of a picture before its category is.
   *
   * @param scoredPatches which patches lie in the picture
   */
  record Analysis(
      Framed framed, UNet.Output pass, PatchFeatures features, boolean[] scoredPatches) {

    float[] descriptor() {
      return Router.descriptor(features, scoredPatches);
    }

    Picture reconstruction() {
      return Picture.of(
          pass.reconstruction().width(),
          pass.reconstruction().height(),
          pass.reconstruction().values());
    }
  }

  Analysis analyse(Picture picture) {
    Framed framed = frame.fit(picture);
    UNet.Output pass =
        network.run(framed.pixels(), 1, frame.height(), frame.width(), extractor.networkFeatures());
    PatchFeatures features = extractor.extract(framed, pass);
    return new Analysis(framed, pass, features, features.scored(framed));
  }

  /** The smoothed map of each kind of evidence, against one category's library. */
  Map<Evidence, ScoreMap> evidence(Analysis analysis, FeatureLibrary library) {
    Map<Evidence, ScoreMap> maps = new EnumMap<>(Evidence.class);
    PatchFeatures features = analysis.features();
    maps.put(
        Evidence.LIBRARY,
        new ScoreMap(
            features.rows(),
            features.columns(),
            library.distances(features),
            analysis.scoredPatches()));
    boolean[] scored = scoredPixels(analysis.framed());
    if (analysis.pass().maskLogits() != null) {
      maps.put(
          Evidence.MASK,
          new ScoreMap(
              frame.height(), frame.width(), analysis.pass().maskLogits().values(), scored));
    }
    maps.put(
        Evidence.RECONSTRUCTION,
        new ScoreMap(
            frame.height(),
            frame.width(),
            ReconstructionError.map(analysis.framed(), analysis.pass().reconstruction().values()),
            scored));
    return Maps.immutableEnumMap(Maps.transformEntries(maps, Evidence::smooth));
  }

  boolean[] scoredPixels(Framed framed) {
    return PatchFeatures.scored(frame.height(), frame.width(), framed);
  }

  /** The raw score of each kind of evidence that has a map. */
  static Map<Evidence, Double> scores(Map<Evidence, ScoreMap> maps) {
    Map<Evidence, Double> scores = new EnumMap<>(Evidence.class);
    maps.forEach((kind, map) -> scores.put(kind, kind.score(map)));
    return scores;
  }

  /** The kinds of evidence that a picture is scored by. */
  Set<Evidence> kinds() {
    Set<Evidence> kinds = EnumSet.allOf(Evidence.class);
    if (!network.config().maskOutput()) {
      kinds.remove(Evidence.MASK);
    }
    return kinds;
  }

  @Override
  public void close() {
    network.close();
  }
}
