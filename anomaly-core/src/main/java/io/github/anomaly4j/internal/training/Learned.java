package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.route.RouterTraining;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.ExpectedScore;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.score.TileBlocks;
import io.github.anomaly4j.internal.training.CategoryScores.Look;
import io.github.anomaly4j.internal.training.CategoryScores.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was learned of the evidence of all categories.
 *
 * @param routes finds the category of an image
 * @param descriptors of each category's images, which routes are made of
 */
public record Learned(
    List<LearnedCategory> categories, Routes routes, List<List<float[]>> descriptors) {

  /**
   * What was learned about one category.
   *
   * @param normal raw scores of its images, each computed by models without the image
   * @param damaged likewise, with synthetic damage
   * @param peaks of the normal images' maps by the same models
   * @param coarse of their coarse maps; empty of tiles, and if there are none
   * @param contrast the lowest contrast of its images
   * @param appearances of its images, in order
   * @param described how the same images look as a whole; empty of tiles and without a memory bank
   * @param tiles the images of the scores, if those are of tiles
   */
  record LearnedCategory(
      Optional<PartTemplate> template,
      Optional<InspectedArea> area,
      Map<Evidence, EvidenceModel> models,
      MapSpreads spreads,
      Poses poses,
      List<Map<Evidence, Double>> normal,
      List<Map<Evidence, Double>> damaged,
      List<MapPeaks> peaks,
      List<MapPeaks> coarse,
      double contrast,
      List<Appearance> appearances,
      Optional<ExpectedScore.Described> described,
      Optional<TileBlocks> tiles) {}

  /**
   * The end of the learning, once all categories are learned and scored.
   *
   * @param areas of the categories
   * @param models of each kind, by category
   */
  public static Learned of(
      DetectorConfig config,
      List<Optional<InspectedArea>> areas,
      List<CategoryScores> scores,
      SortedMap<Evidence, List<EvidenceModel>> models) {
    List<LearnedCategory> learned = new ArrayList<>();
    for (CategoryScores own : scores) {
      int number = learned.size();
      SortedMap<Evidence, EvidenceModel> ownModels = new TreeMap<>();
      models.forEach((kind, all) -> ownModels.put(kind, all.get(number)));
      learned.add(
          new LearnedCategory(
              own.template(),
              areas.get(number),
              ownModels,
              own.spreads(),
              own.poses(),
              own.normal().stream().map(Scored::raw).toList(),
              own.damaged().stream().map(Scored::raw).toList(),
              own.normal().stream().map(Scored::peaks).toList(),
              own.normal().stream().map(Scored::coarse).flatMap(Optional::stream).toList(),
              own.looks().stream().mapToDouble(Look::contrast).min().orElseThrow(),
              own.looks().stream().map(Look::appearance).toList(),
              own.described(),
              own.tiles()));
    }
    List<List<float[]>> descriptors =
        scores.stream().map(own -> own.looks().stream().map(Look::descriptor).toList()).toList();
    return new Learned(learned, routes(config, scores, descriptors), descriptors);
  }

  private static Routes routes(
      DetectorConfig config, List<CategoryScores> categories, List<List<float[]>> descriptors) {
    return new Routes(
        config.routing(),
        new RouterTraining(descriptors).train(),
        config.tellsUnknown(categories.size()),
        config.routing() == Routing.TWO_STAGE
            ? Optional.of(TwoStageRouter.fit(categories.stream().map(Learned::thumbnails).toList()))
            : Optional.empty());
  }

  private static List<Image> thumbnails(CategoryScores scores) {
    return scores.looks().stream().map(Look::thumbnail).flatMap(Optional::stream).toList();
  }
}
