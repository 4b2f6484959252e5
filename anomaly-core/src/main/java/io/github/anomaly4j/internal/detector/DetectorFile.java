package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.route.Router;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.TileScale;
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

/**
 * A detector as a {@link ModelFile}: which tensor is what.
 *
 * <p>Long because every part of the file is written, read and checked here.
 */
public final class DetectorFile {
  public static final String KIND = "detector";
  private static final String ROUTER = "router";
  private static final String TWO_STAGE = "two-stage router";
  private static final String BACKBONE = "backbone/model";

  private DetectorFile() {}

  /** The JSON part. */
  private record Content(
      DetectorConfig config,
      ImageIntake intake,
      Provenance provenance,
      List<CategoryContent> categories) {}

  /**
   * @param spreads null in files of before there were any
   * @param area null if all of its images is looked at, and in files of before there were areas
   * @param tiles null if images are taken as a whole, and in files of before there were tiles
   */
  private record CategoryContent(
      String name,
      InspectedArea.@Nullable Content area,
      @Nullable MapSpreads spreads,
      Fusion fusion,
      Poses poses,
      NormalImages normal,
      double threshold,
      double mapThreshold,
      @Nullable TileScale tiles) {}

  /** The detector as a file, not written yet. */
  public static ModelFile<?> of(DetectorState state) {
    Tensors.Builder tensors = Tensors.builder();
    List<UNet> networks = state.networks().networks();
    for (int i = 0; i < networks.size(); i++) {
      tensors.folder(network(i), networks.get(i).tensors());
    }
    state
        .networks()
        .backbone()
        .flatMap(shared -> shared.backbone().embedded())
        .ifPresent(model -> tensors.bytes(BACKBONE, model));
    tensors.folder(ROUTER, state.routes().discriminant().tensors());
    state.routes().twoStage().ifPresent(router -> tensors.folder(TWO_STAGE, router.tensors()));
    ImmutableList.Builder<CategoryContent> contents = ImmutableList.builder();
    for (int i = 0; i < state.categories().size(); i++) {
      CategoryModel category = state.categories().get(i);
      contents.add(
          new CategoryContent(
              category.name(),
              category.area().map(InspectedArea::content).orElse(null),
              category.spreads(),
              category.fusion(),
              category.poses(),
              category.normal(),
              category.threshold(),
              category.mapThreshold(),
              category.tiles().orElse(null)));
      // By number: a category's name is the user's and could be anything.
      int number = i;
      category.area().ifPresent(area -> tensors.bytes(area(number), area.packed()));
      category
          .models()
          .forEach((kind, model) -> tensors.folder(folder(number, kind), model.tensors()));
    }
    return new ModelFile<>(
        new Content(state.config(), state.intake(), state.provenance(), contents.build()),
        tensors.build());
  }

  public static DetectorState load(Path file, Loading loading) throws IOException {
    return load(ModelFile.read(file, KIND, Content.class), ModelSource.of(file), loading);
  }

  public static DetectorState load(InputStream in, String name, Loading loading)
      throws IOException {
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
              embedded(read.tensors()),
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
                      .mapToObj(i -> parts.folder(network(i)))
                      .toList()),
              backbone);
      EvidenceContext evidence =
          config.context(shared.networks(), backbone.map(SharedBackbone::features));
      int overview = evidence.overview().patches().channels();
      Router router = parts.make(ROUTER, Router::of);
      checkArgument(
          router.features() == overview,
          "%s: it is for %s features of %s",
          ROUTER,
          router.features(),
          overview);
      checkCategories(content.categories(), router, evidence.kinds());
      checkTiles(config, content.categories());
      List<CategoryModel> categories = new ArrayList<>();
      for (CategoryContent category : content.categories()) {
        categories.add(category(category, categories.size(), evidence, parts, loading));
      }
      // Files of before it was saved have none.
      ImageIntake intake =
          content.intake() == null ? ImageIntake.of(null, false) : content.intake();
      return new DetectorState(
          config,
          intake,
          intake.reader(config.limits(loading.limits())),
          requireNonNull(content.provenance(), "no provenance"),
          evidence,
          shared,
          new Routes(
              config.routing(),
              router,
              config.tellsUnknown(categories.size()),
              twoStage(config, parts, router)),
          categories);
    } catch (RuntimeException | Error e) {
      shared.close();
      throw e;
    }
  }

  private static CategoryModel category(
      CategoryContent content,
      int number,
      EvidenceContext evidence,
      Tensors parts,
      Loading loading) {
    return new CategoryModel(
        content.name(),
        Optional.ofNullable(content.area())
            .map(area -> InspectedArea.of(area, parts.bytes(area(number)))),
        Maps.toMap(
            EvidenceKinds.computed(evidence.kinds()),
            kind ->
                parts.make(
                    folder(number, kind),
                    tensors -> {
                      checkArgument(
                          loading.largeBanks() || !MemoryBank.loadsSlowly(tensors),
                          "a memory bank of more than 200,000 patches takes minutes to load: allow"
                              + " it by AnomalyDetector.loader().largeMemoryBanks(), on the command"
                              + " line --large-memory-banks");
                      return EvidenceKinds.of(kind).load(evidence, number, tensors);
                    })),
        content.spreads() == null ? MapSpreads.NONE : content.spreads(),
        content.fusion(),
        requireNonNull(content.poses(), "a category without poses"),
        content.normal(),
        content.threshold(),
        content.mapThreshold(),
        Optional.ofNullable(content.tiles()));
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
      List<CategoryContent> categories, Router router, Set<Evidence> kinds) {
    Set<String> names = new HashSet<>();
    for (CategoryContent category : categories) {
      checkArgument(
          names.add(requireNonNull(category.name(), "a category without a name")),
          "two categories are named %s",
          category.name());
      checkArgument(
          Double.isFinite(category.threshold()), "a threshold of %s", category.threshold());
      checkArgument(
          Double.isFinite(category.mapThreshold()),
          "a threshold of the map of %s",
          category.mapThreshold());
      checkNormal(requireNonNull(category.normal(), "a category without normal images"));
      Fusion fusion = requireNonNull(category.fusion(), "a category without a fusion");
      requireNonNull(fusion.normal(), "a fusion without a scale of normal images");
      checkArgument(
          fusion.evidence().keySet().equals(kinds),
          "a fusion of %s where there is %s",
          fusion.evidence().keySet(),
          kinds);
    }
    checkArgument(
        names.size() <= DetectorConfig.MAX_CATEGORIES && names.size() == router.categories(),
        "%s categories and a router for %s",
        names.size(),
        router.categories());
  }

  private static void checkTiles(DetectorConfig config, List<CategoryContent> categories) {
    checkArgument(
        categories.stream().allMatch(own -> (own.tiles() != null) == (config.tiles() != null)),
        "tiles of %s, and categories with or without a scale for them",
        config.tiles());
  }

  private static void checkNormal(NormalImages normal) {
    Iterables.concat(normal.scores(), normal.peaks())
        .forEach(score -> checkArgument(Double.isFinite(score), "a normal score of %s", score));
    checkArgument(
        Double.isFinite(normal.contrast()) && normal.contrast() >= 0,
        "a contrast of normal images of %s",
        normal.contrast());
    checkArgument(
        normal.appearances().isEmpty() || normal.appearances().size() == normal.scores().size(),
        "%s appearances of %s normal images",
        normal.appearances().size(),
        normal.scores().size());
  }

  private static byte[] embedded(Tensors tensors) {
    return tensors.has(BACKBONE) ? tensors.bytes(BACKBONE) : null;
  }

  // Joined, not formatted: some locales have digits of their own.
  private static String network(int number) {
    return "network/" + number;
  }

  private static String area(int category) {
    return "category/" + category + "/area";
  }

  private static String folder(int category, Evidence kind) {
    return "category/" + category + "/" + kind.key();
  }
}
