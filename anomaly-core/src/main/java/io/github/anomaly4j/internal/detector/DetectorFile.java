package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.route.Router;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.natives.NativeBackend;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A detector as a {@link ModelFile}: which tensor is what. */
public final class DetectorFile {
  public static final String KIND = "detector";
  private static final String ROUTER = "router";
  private static final String TWO_STAGE = "two-stage router";

  private DetectorFile() {}

  /**
   * The JSON part.
   *
   * @param earlier the states before the last changes, the latest first; null in older files
   */
  private record Content(
      DetectorConfig config,
      ImageIntake intake,
      Provenance provenance,
      List<CategoryFile> categories,
      @Nullable List<EarlierFile> earlier) {}

  /** The detector as a file, not written yet. */
  public static ModelFile<?> of(DetectorState state) {
    Tensors.Builder tensors = Tensors.builder();
    add(state.networks().tensors(), tensors);
    add(changeable(state), tensors);
    return new ModelFile<>(
        new Content(
            state.config(),
            state.intake(),
            state.provenance(),
            categories(state),
            EarlierFile.of(state, tensors)),
        tensors.build());
  }

  private static List<CategoryFile> categories(DetectorState state) {
    return state.categories().stream().map(CategoryFile::of).toList();
  }

  /** The tensors that a change may change. */
  private static Tensors changeable(DetectorState state) {
    Tensors.Builder tensors = Tensors.builder();
    add(routers(state.routes()), tensors);
    for (int i = 0; i < state.categories().size(); i++) {
      tensors.folder(CategoryFile.folder(i), CategoryFile.tensors(state.categories().get(i)));
    }
    return tensors.build();
  }

  static Tensors routers(Routes routes) {
    Tensors.Builder tensors = Tensors.builder();
    tensors.folder(ROUTER, routes.discriminant().tensors());
    routes.twoStage().ifPresent(router -> tensors.folder(TWO_STAGE, router.tensors()));
    return tensors.build();
  }

  private static void add(Tensors some, Tensors.Builder all) {
    some.byName().forEach(all::tensor);
  }

  /**
   * SHA-256 of the configuration, how images are taken in, the categories with all their models,
   * and the routing: two states of equal fingerprints score and decide alike. Where a detector
   * comes from, its networks, which no change changes, and earlier states are not part of it.
   */
  static String fingerprint(DetectorState state) {
    return new ModelFile<>(
            new Content(state.config(), state.intake(), null, categories(state), null),
            changeable(state))
        .fingerprint();
  }

  public static DetectorState load(Path file, Loading loading) throws IOException {
    NativeBackend.begin();
    return load(ModelFile.read(file, KIND, Content.class), ModelSource.of(file), loading);
  }

  public static DetectorState load(InputStream in, String name, Loading loading)
      throws IOException {
    NativeBackend.begin();
    return load(ModelFile.read(in, name, KIND, Content.class), ModelSource.of(name), loading);
  }

  private static DetectorState load(ModelFile<Content> read, ModelSource source, Loading loading)
      throws IOException {
    Optional<SharedBackbone> backbone = Optional.empty();
    try {
      DetectorConfig config = requireNonNull(read.content().config(), "no configuration");
      FrameMemory.check(config.imageWidth(), config.imageHeight());
      backbone =
          SavedBackbone.open(
              source,
              config.backbone(),
              SharedNetworks.embedded(read.tensors()),
              loading.permission(),
              config.frame());
      return state(read, backbone.map(SharedBackbone::share), loading);
    } catch (IllegalArgumentException | NullPointerException | FeatureException e) {
      throw new ModelFileException(
          source.name(),
          "its parts do not fit each other: " + e.getMessage() + "; train it again",
          e);
    } finally {
      // Shared by the detector, if there is one.
      backbone.ifPresent(SharedBackbone::close);
    }
  }

  /**
   * The detector.
   *
   * @param backbone one share of it, which the detector takes over
   */
  private static DetectorState state(
      ModelFile<Content> read, Optional<SharedBackbone> backbone, Loading loading) {
    Content content = read.content();
    DetectorConfig config = content.config();
    Tensors parts = read.tensors();
    SharedNetworks shared = new SharedNetworks(List.of(), backbone);
    try {
      int networks =
          config.networkPerCategory()
              ? requireNonNull(content.categories(), "no categories").size()
              : 1;
      shared =
          new SharedNetworks(
              config.networks(
                  IntStream.range(0, config.needsNetwork() ? networks : 0)
                      .mapToObj(i -> parts.folder(SharedNetworks.network(i)))
                      .toList()),
              backbone);
      EvidenceContext evidence =
          config.context(shared.networks(), backbone.map(SharedBackbone::features));
      Routes routes = routes(config, evidence, parts, content.categories().size());
      checkCategories(content.categories(), routes.discriminant(), evidence.kinds());
      checkTiles(config, content.categories());
      List<CategoryModel> categories = new ArrayList<>();
      for (CategoryFile category : content.categories()) {
        int number = categories.size();
        categories.add(
            parts.make(
                CategoryFile.folder(number),
                own -> category.category(number, evidence, own, Optional.empty(), loading)));
      }
      // Files of before it was saved have none.
      ImageIntake intake =
          content.intake() == null ? ImageIntake.of(null, false) : content.intake();
      DetectorState state =
          new DetectorState(
              config,
              intake,
              intake.reader(config.limits(loading.limits())),
              requireNonNull(content.provenance(), "no provenance"),
              evidence,
              shared,
              routes,
              categories,
              Optional.empty());
      return content.earlier() == null
          ? state
          : EarlierFile.withParents(
              state,
              content.earlier(),
              parts,
              (own, count) -> routes(config, evidence, own, count),
              loading);
    } catch (RuntimeException | Error e) {
      shared.close();
      throw e;
    }
  }

  private static Routes routes(
      DetectorConfig config, EvidenceContext evidence, Tensors parts, int categories) {
    int overview = evidence.overview().patches().channels();
    Router router = parts.make(ROUTER, Router::of);
    checkArgument(
        router.features() == overview,
        "%s: it is for %s features of %s",
        ROUTER,
        router.features(),
        overview);
    checkArgument(
        router.categories() == categories,
        "%s categories and a router for %s",
        categories,
        router.categories());
    return new Routes(
        config.routing(), router, config.tellsUnknown(categories), twoStage(config, parts, router));
  }

  private static Optional<TwoStageRouter> twoStage(
      DetectorConfig config, Tensors parts, Router router) {
    if (config.routing() != Routing.TWO_STAGE) {
      return Optional.empty();
    }
    TwoStageRouter found = parts.make(TWO_STAGE, TwoStageRouter::of);
    checkArgument(
        found.categories() == router.categories(),
        "routers for %s and %s categories",
        found.categories(),
        router.categories());
    return Optional.of(found);
  }

  private static void checkCategories(
      List<CategoryFile> categories, Router router, Set<Evidence> kinds) {
    Set<String> names = new HashSet<>();
    for (CategoryFile category : categories) {
      checkArgument(
          names.add(requireNonNull(category.name(), "a category without a name")),
          "two categories are named %s",
          category.name());
      category.check(kinds);
    }
    checkArgument(
        names.size() <= DetectorConfig.MAX_CATEGORIES && names.size() == router.categories(),
        "%s categories and a router for %s",
        names.size(),
        router.categories());
  }

  private static void checkTiles(DetectorConfig config, List<CategoryFile> categories) {
    checkArgument(
        categories.stream().allMatch(own -> (own.tiles() != null) == (config.tiles() != null)),
        "tiles of %s, and categories with or without a scale for them",
        config.tiles());
  }
}
