package io.github.anomaly4j.internal.detector;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.Framing;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.intake.Contrast;
import io.github.anomaly4j.internal.intake.ImageTraits;
import io.github.anomaly4j.internal.registration.Alignment;
import io.github.anomaly4j.internal.registration.Rigid;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.NormalRates;
import io.github.anomaly4j.internal.score.ScoreParts;
import io.github.anomaly4j.internal.score.TileScale;
import io.github.anomaly4j.internal.tile.Overview;
import io.github.anomaly4j.registration.Registration;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.spi.Grid;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Scores images. Immutable, thread safe. */
public final class Inspector {
  private final DetectorState state;
  private final Set<Evidence> detected;
  private final Descriptor overview;
  private final List<NormalRates> rates;

  /** What describes images of all categories. */
  private final List<ImageFeature<?>> shared;

  /** Whether every category looks at images as they are. */
  private final boolean asTheyAre;

  public Inspector(DetectorState state) {
    this.state = state;
    this.detected = EvidenceKinds.detecting(state.config().evidence());
    this.overview = state.evidence().overview();
    this.rates = state.normalRates();
    this.shared = state.evidence().independent(detected);
    this.asTheyAre = state.categories().stream().noneMatch(CategoryModel::changesLook);
  }

  /**
   * Scores an image.
   *
   * @param given the image of the caller
   * @param named the index of its category; empty if it must be found
   * @param explained whether to compute evidence that does not count too, and the restoration
   */
  public Inspection inspect(Image given, OptionalInt named, boolean explained) {
    if (inTiles()) {
      try (LargeImage large = LargeImage.of(given)) {
        return inspect(large, named);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Image image = state.intake().take(given);
    try {
      ImageFeatures features = new ImageFeatures(image);
      if (asTheyAre) {
        features.compute(shared);
      }
      int number = named.orElseGet(() -> state.routes().category(features, overview));
      boolean recognized =
          named.isPresent() || state.routes().recognizes(features, overview, number);
      return inspect(given, features, number, recognized, explained);
    } catch (FeatureException e) {
      // Errors must name the image, since there may be many.
      throw e.naming(name(image));
    }
  }

  /** Whether images are scored in tiles. */
  public boolean inTiles() {
    return state.config().tiles() != null;
  }

  /**
   * Scores an image in tiles; see {@link #inTiles}.
   *
   * @param image read from top to bottom, twice if its category must be found
   * @param named the index of its category; empty if it must be found
   */
  public Inspection inspect(LargeImage image, OptionalInt named) throws IOException {
    try {
      int number =
          named.isPresent()
              ? named.getAsInt()
              : state.categories().size() == 1 ? 0 : category(image);
      CategoryModel category = state.categories().get(number);
      TileScoring.Scored scored = new TileScoring(state, detected, true).score(image, category);
      ImageFeatures whole = new ImageFeatures(state.intake().take(scored.overview()));
      boolean recognized = named.isPresent() || state.routes().recognizes(whole, overview, number);
      return inspection(image, whole, number, recognized, scored);
    } catch (FeatureException e) {
      throw e.naming(name(image.origin(), image.width(), image.height()));
    }
  }

  private int category(LargeImage image) throws IOException {
    Overview shrunk = new Overview(image.width(), image.height());
    Overview.read(
        image, (rows, y) -> shrunk.add(rows, new Rectangle(0, y, rows.width(), rows.height())));
    return state
        .routes()
        .category(new ImageFeatures(state.intake().take(shrunk.image(image))), overview);
  }

  private Inspection inspection(
      LargeImage image,
      ImageFeatures whole,
      int number,
      boolean recognized,
      TileScoring.Scored scored) {
    CategoryModel category = state.categories().get(number);
    Framed framed = whole.get(new Framing(state.evidence().frame()));
    Fusion fusion = category.fusion();
    TileScale scale = category.tiles().orElseThrow();
    ScoreParts score =
        ScoreParts.of(
            fusion,
            scored.raw(),
            scale.scores().atUsual(scored.highest(), scored.tiles()),
            category.threshold());
    score.requireNumbers(name(whole.image()), category.name());
    // The map of more tiles is higher somewhere.
    double mapThreshold =
        fusion.scoreAt(
            scale
                .peaks()
                .atTiles(
                    fusion.normalScoreAt(category.mapThreshold(score.anomalous())),
                    scored.tiles()));
    AnomalyMap map = scored.map().map(scored.tellsPlaces());
    CategoryModel ofSize = category.withThresholds(category.threshold(), mapThreshold);
    List<Warning> warnings =
        ImmutableList.<Warning>builder()
            .addAll(DetectionWarnings.of(Contrast.of(framed), ofSize, score, map, Optional.empty()))
            .addAll(
                state
                    .intake()
                    .warnings(
                        category.name(),
                        scored.overview(),
                        ImageTraits.of(scored.overview()).sized(image.width(), image.height()),
                        state.config().tiles().timesSmaller(state.evidence().largestFrame()))
                    .stream()
                    // Tiles have one scale, whatever the size of the image.
                    .filter(warning -> warning.kind() != Warning.Kind.SIZE)
                    .toList())
            .build();
    return new Inspection(
        whole.image(),
        category.name(),
        recognized,
        score,
        rates.get(number).of(score.deviation()),
        framed.appearance(),
        map,
        Optional.empty(),
        category.area(),
        mapThreshold,
        Optional.empty(),
        Optional.empty(),
        warnings);
  }

  private Inspection inspect(
      Image given, ImageFeatures whole, int number, boolean recognized, boolean explained) {
    CategoryModel known = state.categories().get(number);
    // An unknown product may have any size: it has no areas.
    CategoryModel category =
        recognized || known.areaFits(whole.image()) ? known : known.withoutArea();
    Optional<Alignment> alignment = category.alignment(whole.image());
    ImageFeatures features = category.look(whole, alignment);
    features.compute(shared);
    Map<Evidence, Reading> readings =
        category.read(explained ? state.evidence().kinds() : detected, features);
    Fusion fusion = category.fusion(features);
    ScoreParts score =
        ScoreParts.of(
            fusion,
            Reading.scores(readings),
            category.deviation(readings, features),
            category.threshold());
    score.requireNumbers(name(features.image()), category.name());
    Framed framed = features.get(new Framing(state.evidence().frame()));
    Optional<Registration> registration = alignment.map(lies -> lies.registration(features.seen()));
    Map<Evidence, EvidenceMap> maps = Reading.maps(readings);
    AnomalyMap map =
        new MapDrawing(
                features,
                framed.content(),
                category,
                score.anomalous(),
                alignment.map(Alignment::place).orElse(Rigid.NONE))
            .of(
                fusion.map(maps, grid(framed.content())),
                fusion.coarseMap(maps),
                fusion.tellsPlaces(maps));
    return new Inspection(
        whole.image(),
        category.name(),
        recognized,
        score,
        rates.get(number).of(score.deviation()),
        framed.appearance(),
        map,
        registration,
        category.area(),
        category.mapThreshold(score.anomalous()),
        score.anomalous() ? category.nearestDefect(features) : Optional.empty(),
        explained
            ? state.evidence().restoration(number).map(pass -> pass.restored(features))
            : Optional.empty(),
        warnings(
            given,
            DetectionWarnings.of(Contrast.of(framed), category, score, map, registration),
            category));
  }

  private static Grid grid(Content content) {
    return Grid.even(content.height(), content.width());
  }

  private List<Warning> warnings(Image given, List<Warning> ofDetection, CategoryModel category) {
    List<Warning> ofInput = inputWarnings(category, given);
    if (!ofInput.isEmpty() && category.area().isPresent()) {
      // What is ignored, such as a white label, is nothing to warn of.
      ofInput = inputWarnings(category, category.area().get().filled(given));
    }
    return ImmutableList.<Warning>builder().addAll(ofDetection).addAll(ofInput).build();
  }

  private List<Warning> inputWarnings(CategoryModel category, Image given) {
    return state
        .intake()
        .warnings(category.name(), given, state.evidence().largestFrame().timesSmaller(given));
  }

  private static String name(Image image) {
    return name(image.origin(), image.width(), image.height());
  }

  private static String name(Optional<Origin> origin, int width, int height) {
    return origin
        .map(Origin::name)
        .orElse("an image of " + width + " x " + height + " given as numbers");
  }
}
