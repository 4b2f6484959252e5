package io.github.anomaly4j;

import com.google.common.base.Suppliers;
import io.github.anomaly4j.data.Content;
import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.data.Letterbox;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.library.BackboneFeatures;
import io.github.anomaly4j.library.FeatureExtractor;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.Features;
import io.github.anomaly4j.library.PatchFeatures;
import io.github.anomaly4j.library.PictureBank;
import io.github.anomaly4j.library.PictureVector;
import io.github.anomaly4j.route.Router;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.score.FeatureDifference;
import io.github.anomaly4j.score.GradientSimilarity;
import io.github.anomaly4j.score.ReconstructionError;
import io.github.anomaly4j.score.ScoreMap;
import io.github.anomaly4j.unet.FeatureMap;
import io.github.anomaly4j.unet.UNet;
import io.github.anomaly4j.unet.UNetConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From a picture to the maps of evidence: the same way in training's calibration and in detection.
 * Immutable, thread safe.
 *
 * @param networks one for all categories, or one for each; none if none is needed
 * @param backbone that patches are described by, if it is not by wavelets or the network
 * @param extractor of the patches that libraries hold
 * @param glance what a picture is routed and compared as a whole by
 * @param kinds the evidence that is computed
 */
record Analyzer(
    Letterbox frame,
    List<UNet> networks,
    Optional<SharedBackbone> backbone,
    FeatureExtractor extractor,
    FeatureExtractor glance,
    Set<Evidence> kinds)
    implements AutoCloseable {

  private static final String FINEST = "enc0";

  /** What does without training: the same whatever was trained. */
  private static final FeatureExtractor UNTRAINED =
      Features.SCATTERING.extractor(UNetConfig.defaults());

  /** What tells where a picture is not normal. */
  static final FeatureExtractor DETAILS = FeatureExtractor.details();

  /** By the features of the networks, or of none. */
  static Analyzer of(
      Letterbox frame, List<UNet> networks, FeatureExtractor extractor, Set<Evidence> kinds) {
    return new Analyzer(frame, networks, Optional.empty(), extractor, UNTRAINED, kinds);
  }

  /** By the features of a backbone, which it closes in the end. */
  static Analyzer of(
      Letterbox frame, List<UNet> networks, SharedBackbone backbone, Set<Evidence> kinds) {
    FeatureExtractor extractor = new BackboneFeatures(backbone);
    return new Analyzer(frame, networks, Optional.of(backbone), extractor, extractor, kinds);
  }

  /**
   * What is known of a picture before its category is.
   *
   * @param features computed when they are first asked for
   * @param details those of the finest patches, likewise
   */
  record Glance(Framed framed, Supplier<PatchFeatures> features, Supplier<PatchFeatures> details) {

    float[] descriptor() {
      return Router.descriptor(features.get(), features.get().scored(framed));
    }
  }

  /**
   * What is known of a picture once its category is.
   *
   * @param network that serves the category; {@code null} if there is none
   * @param output of the network, computed when it is first asked for
   */
  record Analysis(
      Glance glance, UNet network, Supplier<UNet.Output> output, PatchFeatures features) {

    UNet.Output pass() {
      return output.get();
    }

    Framed framed() {
      return glance.framed();
    }

    float[] descriptor() {
      return glance.descriptor();
    }

    PatchFeatures details() {
      return glance.details().get();
    }

    float[] restored() {
      return pass().reconstruction().values();
    }

    /** The restored picture without the frame's margins, if there is a network. */
    Optional<Picture> reconstruction() {
      if (network == null) {
        return Optional.empty();
      }
      Framed framed = framed();
      Content content = framed.content();
      float[] restored = restored();
      float[] inside = new float[Picture.CHANNELS * content.width() * content.height()];
      int to = 0;
      for (int channel = 0; channel < Picture.CHANNELS; channel++) {
        for (int y = content.y(); y < content.y() + content.height(); y++) {
          int from = (channel * framed.height() + y) * framed.width() + content.x();
          System.arraycopy(restored, from, inside, to, content.width());
          to += content.width();
        }
      }
      return Optional.of(Picture.of(content.width(), content.height(), inside));
    }
  }

  Glance glance(Picture picture) {
    Framed framed = frame.fit(picture);
    return new Glance(
        framed,
        Suppliers.memoize(() -> glance.extract(framed, null)),
        Suppliers.memoize(() -> DETAILS.extract(framed, null)));
  }

  Analysis analyse(Picture picture, int category) {
    return analyse(glance(picture), category);
  }

  Analysis analyse(Glance glance, int category) {
    Framed framed = glance.framed();
    UNet network = networks.isEmpty() ? null : networks.get(networks.size() == 1 ? 0 : category);
    List<String> levels = new ArrayList<>(extractor.networkFeatures());
    if (kinds.contains(Evidence.FEATURES) || kinds.contains(Evidence.BOTTLENECK)) {
      levels.add(bottleneck());
    }
    if (kinds.contains(Evidence.SPREAD)) {
      levels.add(FINEST);
    }
    List<String> asked = levels.stream().distinct().toList();
    Supplier<UNet.Output> output =
        Suppliers.memoize(
            () -> network.run(framed.pixels(), 1, frame.height(), frame.width(), asked));
    PatchFeatures features =
        extractor.networkFeatures().isEmpty()
            ? glance.features().get()
            : extractor.extract(framed, output.get());
    return new Analysis(glance, network, output, features);
  }

  /** What banks hold of a picture, for each kind of evidence that compares with a bank. */
  Map<Evidence, float[]> vectors(Analysis analysis) {
    Map<Evidence, float[]> vectors = new EnumMap<>(Evidence.class);
    if (kinds.contains(Evidence.BOTTLENECK)) {
      FeatureMap level = analysis.pass().features().get(bottleneck());
      vectors.put(Evidence.BOTTLENECK, PictureVector.AVERAGED.of(level));
    }
    if (kinds.contains(Evidence.SPREAD)) {
      FeatureMap level = analysis.pass().features().get(FINEST);
      vectors.put(Evidence.SPREAD, PictureVector.SPREAD.of(level));
    }
    return vectors;
  }

  /** The banks of some normal pictures, of which there is one at least. */
  static Map<Evidence, PictureBank> banks(List<Map<Evidence, float[]>> pictures) {
    Map<Evidence, PictureBank> banks = new EnumMap<>(Evidence.class);
    for (Evidence kind : pictures.get(0).keySet()) {
      List<float[]> vectors = pictures.stream().map(picture -> picture.get(kind)).toList();
      banks.put(
          kind,
          kind == Evidence.SPREAD ? PictureBank.standardised(vectors) : PictureBank.of(vectors));
    }
    return banks;
  }

  /** The raw score of each bank's kind of evidence. */
  static Map<Evidence, Double> scores(
      Map<Evidence, PictureBank> banks, Map<Evidence, float[]> vectors) {
    Map<Evidence, Double> scores = new EnumMap<>(Evidence.class);
    banks.forEach(
        (kind, bank) -> scores.put(kind, Evidence.logarithm(bank.score(vectors.get(kind)))));
    return scores;
  }

  /** How many features a bank of this kind has; empty if it is no kind of a bank. */
  OptionalInt bankWidth(Evidence kind) {
    return switch (kind) {
      case BOTTLENECK -> OptionalInt.of(config().width(config().depth()));
      case SPREAD -> OptionalInt.of(config().width(0));
      default -> OptionalInt.empty();
    };
  }

  /** The shape that all networks have. */
  UNetConfig config() {
    return networks.get(0).config();
  }

  /** The level that sees the whole picture. */
  String bottleneck() {
    return "enc" + config().depth();
  }

  /** The smoothed map of each kind of evidence that has one, against one category's library. */
  Map<Evidence, ScoreMap> evidence(Analysis analysis, PatchLibraries libraries) {
    Map<Evidence, ScoreMap> maps = new EnumMap<>(Evidence.class);
    if (kinds.contains(Evidence.LIBRARY) || kinds.contains(Evidence.DETAIL)) {
      ScoreMap patches =
          distances(Evidence.LIBRARY, analysis, analysis.features(), libraries.patches());
      if (kinds.contains(Evidence.LIBRARY)) {
        maps.put(Evidence.LIBRARY, patches);
      }
      libraries
          .details()
          .map(library -> distances(Evidence.DETAIL, analysis, analysis.details(), library))
          .ifPresent(details -> maps.put(Evidence.DETAIL, details.plus(patches)));
    }
    for (Evidence kind : kinds) {
      network(kind, analysis).ifPresent(map -> maps.put(kind, kind.smooth(map)));
    }
    return maps;
  }

  private static ScoreMap distances(
      Evidence kind, Analysis analysis, PatchFeatures features, FeatureLibrary library) {
    return kind.smooth(
        new ScoreMap(
            features.rows(),
            features.columns(),
            library.distances(features),
            features.scored(analysis.framed())));
  }

  /** The map of a kind of evidence that the network gives. */
  private Optional<ScoreMap> network(Evidence kind, Analysis analysis) {
    Framed framed = analysis.framed();
    return switch (kind) {
      case MASK -> Optional.of(pixels(framed, analysis.pass().maskLogits().values()));
      case RECONSTRUCTION ->
          Optional.of(pixels(framed, ReconstructionError.map(framed, analysis.restored())));
      case GRADIENT ->
          Optional.of(pixels(framed, GradientSimilarity.map(framed, analysis.restored())));
      case FEATURES -> {
        UNet.Output again =
            analysis
                .network()
                .run(analysis.restored(), 1, frame.height(), frame.width(), List.of(bottleneck()));
        yield Optional.of(
            FeatureDifference.bottleneck(config())
                .map(framed, analysis.pass().features(), again.features()));
      }
      case LIBRARY, DETAIL, PICTURE, BOTTLENECK, SPREAD -> Optional.empty();
    };
  }

  private ScoreMap pixels(Framed framed, float[] values) {
    return new ScoreMap(frame.height(), frame.width(), values, scoredPixels(framed));
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

  @Override
  public void close() {
    networks.forEach(UNet::close);
    backbone.ifPresent(SharedBackbone::close);
  }
}
