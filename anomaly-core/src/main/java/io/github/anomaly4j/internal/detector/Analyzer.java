package io.github.anomaly4j.internal.detector;

import com.google.common.base.Suppliers;
import com.google.common.collect.Sets;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.bank.ImageVector;
import io.github.anomaly4j.internal.bank.PositionGaussians;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.feature.ChannelSubset;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.FeatureDifference;
import io.github.anomaly4j.internal.network.GradientSimilarity;
import io.github.anomaly4j.internal.network.ReconstructionError;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.route.Router;
import io.github.anomaly4j.internal.score.EvidenceMap;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * From an image to the maps of evidence: the same way in training's calibration and in detection.
 * Immutable, thread safe.
 *
 * @param networks one for all categories, or one for each; none if none is needed
 * @param backbone a network that was trained elsewhere, if there is one
 * @param library what patches of {@link Evidence#LIBRARY} are described by
 * @param kinds the evidence that is computed
 * @param seed of the draw of the backbone's channels that {@link Evidence#GAUSSIAN} looks at
 */
public record Analyzer(
    Letterbox frame,
    List<UNet> networks,
    Optional<SharedBackbone> backbone,
    FeatureExtractor library,
    Set<Evidence> kinds,
    long seed)
    implements AutoCloseable {

  private static final long CHANNEL_STREAM = 10;

  private static final String FINEST = "enc0";

  /** What does without training: the same whatever was trained. */
  private static final FeatureExtractor UNTRAINED =
      Features.SCATTERING.extractor(UNetConfig.defaults());

  private static final FeatureExtractor DETAILS = FeatureExtractor.details();

  /** Whether a kind of evidence compares what a backbone describes. */
  public static boolean needsBackbone(Evidence kind) {
    return kind == Evidence.BACKBONE || kind == Evidence.GAUSSIAN;
  }

  /** Whether an image is looked at by a backbone alone. */
  public static boolean byBackboneAlone(Set<Evidence> kinds) {
    return kinds.stream().anyMatch(Analyzer::needsBackbone)
        && Collections.disjoint(kinds, Set.of(Evidence.LIBRARY, Evidence.DETAIL, Evidence.IMAGE));
  }

  /** The kinds of evidence that compare patches with a library; some are needed by others. */
  public static Set<Evidence> libraryKinds(Set<Evidence> kinds) {
    Set<Evidence> compared =
        EnumSet.of(Evidence.LIBRARY, Evidence.DETAIL, Evidence.BACKBONE, Evidence.GAUSSIAN);
    compared.retainAll(kinds);
    if (kinds.contains(Evidence.DETAIL)) {
      compared.add(Evidence.LIBRARY);
    }
    return compared;
  }

  public Set<Evidence> libraryKinds() {
    return libraryKinds(kinds);
  }

  /** The same without evidence that takes a pass of the network and does not count. */
  public Analyzer detecting(Map<Evidence, Double> weights) {
    return of(kind -> kind.computedAt(weights.get(kind)));
  }

  /** The same networks and backbone, for some of the evidence alone. */
  public Analyzer of(Predicate<Evidence> some) {
    return new Analyzer(
        frame,
        networks,
        backbone,
        library,
        Sets.immutableEnumSet(Sets.filter(kinds, some::test)),
        seed);
  }

  /** What the patches of a kind of evidence are described by. */
  FeatureExtractor extractor(Evidence kind) {
    return switch (kind) {
      case LIBRARY -> library;
      case DETAIL -> DETAILS;
      case BACKBONE -> backbone.orElseThrow().features();
      case GAUSSIAN -> drawn();
      default -> throw new IllegalArgumentException(kind + " compares no patches");
    };
  }

  private ChannelSubset drawn() {
    return ChannelSubset.of(
        backbone.orElseThrow().features(),
        PositionGaussians.CHANNELS,
        RandomStreams.of(seed, CHANNEL_STREAM).nextLong());
  }

  /** The frame that shows most of an image, of those that it is fitted into. */
  public Letterbox largestFrame() {
    return backbone
        .map(SharedBackbone::frame)
        .filter(taken -> taken.width() > frame.width())
        .orElse(frame);
  }

  /** What an image is routed and compared as a whole by. */
  FeatureExtractor overview() {
    return byBackboneAlone(kinds) ? extractor(Evidence.BACKBONE) : UNTRAINED;
  }

  /**
   * The patches of an image.
   *
   * @param scored which of them lie in the image, and not in its frame's margins
   */
  public record Patches(PatchFeatures features, boolean[] scored) {

    public static Patches of(FeatureExtractor extractor, Framed framed, UNet.Output pass) {
      PatchFeatures features = extractor.extract(framed, pass);
      return new Patches(features, features.scored());
    }
  }

  /**
   * What is known of an image before its category is; patches are computed when they are first
   * asked for.
   *
   * @param overview what it is routed and compared as a whole by
   * @param details the finest patches
   * @param backbone those that a backbone describes
   * @param drawn the same by some of its channels
   */
  public record Glance(
      Framed framed,
      Supplier<Patches> overview,
      Supplier<Patches> details,
      Supplier<Patches> backbone,
      Supplier<Patches> drawn) {

    public float[] descriptor() {
      return Router.descriptor(overview.get().features(), overview.get().scored());
    }
  }

  /**
   * What is known of an image once its category is.
   *
   * @param network that serves the category, if there is one
   * @param output of the network, computed when it is first asked for
   * @param library the patches of {@link Evidence#LIBRARY}, likewise
   */
  public record Analysis(
      Glance glance,
      Optional<UNet> network,
      Supplier<UNet.Output> output,
      Supplier<Patches> library) {

    UNet.Output pass() {
      return output.get();
    }

    public Framed framed() {
      return glance.framed();
    }

    public float[] descriptor() {
      return glance.descriptor();
    }

    /** What a kind of evidence compares with a library. */
    public Patches patches(Evidence kind) {
      return switch (kind) {
        case LIBRARY -> library.get();
        case DETAIL -> glance.details().get();
        case BACKBONE -> glance.backbone().get();
        case GAUSSIAN -> glance.drawn().get();
        default -> throw new IllegalArgumentException(kind + " compares no patches");
      };
    }

    float[] restored() {
      return pass().reconstruction().values();
    }

    /** The restored image without the frame's margins, if there is a network. */
    public Optional<Image> reconstruction() {
      if (network.isEmpty()) {
        return Optional.empty();
      }
      Framed framed = framed();
      Content content = framed.content();
      float[] restored = restored();
      float[] inside = new float[Image.CHANNELS * content.width() * content.height()];
      int to = 0;
      for (int channel = 0; channel < Image.CHANNELS; channel++) {
        for (int y = content.y(); y < content.y() + content.height(); y++) {
          int from = (channel * framed.height() + y) * framed.width() + content.x();
          System.arraycopy(restored, from, inside, to, content.width());
          to += content.width();
        }
      }
      return Optional.of(Image.of(content.width(), content.height(), inside));
    }
  }

  public Glance glance(Image image) {
    Framed framed = frame.fit(image);
    Supplier<Patches> seen =
        Suppliers.memoize(
            () -> {
              SharedBackbone open = backbone.orElseThrow();
              Framed taken = open.frame().equals(frame) ? framed : open.frame().fit(image);
              return Patches.of(open.features(), taken, null);
            });
    return new Glance(
        framed,
        byBackboneAlone(kinds)
            ? seen
            : Suppliers.memoize(() -> Patches.of(UNTRAINED, framed, null)),
        Suppliers.memoize(() -> Patches.of(DETAILS, framed, null)),
        seen,
        Suppliers.memoize(
            () -> new Patches(drawn().from(seen.get().features()), seen.get().scored())));
  }

  public Analysis analyze(Image image, int category) {
    return analyze(glance(image), category);
  }

  public Analysis analyze(Glance glance, int category) {
    Framed framed = glance.framed();
    Optional<UNet> network =
        networks.stream().skip(networks.size() == 1 ? 0 : category).findFirst();
    boolean libraryByNetwork =
        libraryKinds().contains(Evidence.LIBRARY) && !library.networkFeatures().isEmpty();
    List<String> levels = new ArrayList<>(libraryByNetwork ? library.networkFeatures() : List.of());
    if (kinds.contains(Evidence.FEATURES) || kinds.contains(Evidence.BOTTLENECK)) {
      levels.add(bottleneck());
    }
    if (kinds.contains(Evidence.SPREAD)) {
      levels.add(FINEST);
    }
    List<String> asked = levels.stream().distinct().toList();
    Supplier<UNet.Output> output =
        Suppliers.memoize(
            () ->
                network
                    .orElseThrow()
                    .run(framed.pixels(), 1, frame.height(), frame.width(), asked));
    return new Analysis(
        glance,
        network,
        output,
        libraryByNetwork
            ? Suppliers.memoize(() -> Patches.of(library, framed, output.get()))
            : glance.overview());
  }

  /** What banks hold of an image, for each kind of evidence that compares with a bank. */
  public Map<Evidence, float[]> vectors(Analysis analysis) {
    Map<Evidence, float[]> vectors = new EnumMap<>(Evidence.class);
    if (kinds.contains(Evidence.BOTTLENECK)) {
      FeatureMap level = analysis.pass().features().get(bottleneck());
      vectors.put(Evidence.BOTTLENECK, ImageVector.AVERAGED.of(level));
    }
    if (kinds.contains(Evidence.SPREAD)) {
      FeatureMap level = analysis.pass().features().get(FINEST);
      vectors.put(Evidence.SPREAD, ImageVector.SPREAD.of(level));
    }
    return vectors;
  }

  /** The banks of some normal images, of which there is one at least. */
  public static Map<Evidence, SquaredErrorBank> banks(List<Map<Evidence, float[]>> images) {
    Map<Evidence, SquaredErrorBank> banks = new EnumMap<>(Evidence.class);
    for (Evidence kind : images.get(0).keySet()) {
      List<float[]> vectors = images.stream().map(image -> image.get(kind)).toList();
      banks.put(
          kind,
          kind == Evidence.SPREAD
              ? SquaredErrorBank.standardized(vectors)
              : SquaredErrorBank.of(vectors));
    }
    return banks;
  }

  /** The raw score of each kind of evidence that a vector is given for. */
  public static Map<Evidence, Double> scores(
      Map<Evidence, SquaredErrorBank> banks, Map<Evidence, float[]> vectors) {
    Map<Evidence, Double> scores = new EnumMap<>(Evidence.class);
    vectors.forEach(
        (kind, vector) -> scores.put(kind, Evidence.logarithm(banks.get(kind).score(vector))));
    return scores;
  }

  /** How many features a bank of this kind has; empty if it is no kind of a bank. */
  public OptionalInt bankWidth(Evidence kind) {
    return switch (kind) {
      case BOTTLENECK -> OptionalInt.of(config().width(config().depth()));
      case SPREAD -> OptionalInt.of(config().width(0));
      default -> OptionalInt.empty();
    };
  }

  /** The shape that all networks have. */
  public UNetConfig config() {
    return networks.get(0).config();
  }

  /** The level that sees the whole image. */
  String bottleneck() {
    return "enc" + config().depth();
  }

  /** The smoothed map of each kind of evidence that has one, against one category's libraries. */
  public Map<Evidence, EvidenceMap> evidence(Analysis analysis, PatchLibraries libraries) {
    return evidence(analysis, kind -> libraries.of(kind).distances(features(analysis, kind)));
  }

  /**
   * The same without what the libraries hold of the image itself.
   *
   * @param image its number in the sample that they were made of
   */
  public Map<Evidence, EvidenceMap> evidenceWithout(
      int image, Analysis analysis, PatchLibraries libraries) {
    return evidence(
        analysis, kind -> libraries.of(kind).distancesWithout(image, features(analysis, kind)));
  }

  private static PatchFeatures features(Analysis analysis, Evidence kind) {
    return analysis.patches(kind).features();
  }

  private Map<Evidence, EvidenceMap> evidence(
      Analysis analysis, Function<Evidence, float[]> distances) {
    Map<Evidence, EvidenceMap> maps = new EnumMap<>(Evidence.class);
    for (Evidence kind : libraryKinds()) {
      Patches patches = analysis.patches(kind);
      EvidenceMap map =
          new EvidenceMap(patches.features().grid(), distances.apply(kind), patches.scored());
      maps.put(kind, kind.smooth(map));
    }
    for (Evidence coarser : List.of(Evidence.LIBRARY, Evidence.BACKBONE)) {
      if (maps.containsKey(coarser)) {
        maps.computeIfPresent(Evidence.DETAIL, (kind, details) -> details.plus(maps.get(coarser)));
      }
    }
    for (Evidence kind : kinds) {
      network(kind, analysis).ifPresent(map -> maps.put(kind, kind.smooth(map)));
    }
    maps.keySet().retainAll(kinds);
    return maps;
  }

  /** The map of a kind of evidence that the network gives. */
  private Optional<EvidenceMap> network(Evidence kind, Analysis analysis) {
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
                .orElseThrow()
                .run(analysis.restored(), 1, frame.height(), frame.width(), List.of(bottleneck()));
        yield Optional.of(
            FeatureDifference.bottleneck(config())
                .map(framed, analysis.pass().features(), again.features()));
      }
      case LIBRARY, DETAIL, BACKBONE, GAUSSIAN, IMAGE, BOTTLENECK, SPREAD -> Optional.empty();
    };
  }

  private static EvidenceMap pixels(Framed framed, float[] values) {
    return EvidenceMap.of(Grid.even(framed.height(), framed.width(), framed), values);
  }

  /** The raw score of each kind of evidence that has a map. */
  public static Map<Evidence, Double> scores(Map<Evidence, EvidenceMap> maps) {
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
