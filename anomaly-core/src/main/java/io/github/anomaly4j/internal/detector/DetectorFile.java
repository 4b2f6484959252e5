package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.PackedBytes;
import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.route.Router;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.Fusion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A detector as a {@link ModelFile}: which tensor is what. */
public final class DetectorFile {
  /** Of numbers much above this, products and distances overflow. */
  private static final double LARGEST = 1e15;

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

  private record CategoryContent(
      String name,
      Fusion fusion,
      Poses poses,
      NormalImages normal,
      double threshold,
      double mapThreshold) {}

  /** The detector as a file, not written yet. */
  public static ModelFile<?> of(
      DetectorConfig config,
      ImageIntake intake,
      Provenance provenance,
      Analyzer analyzer,
      Routes routes,
      List<CategoryModel> categories) {
    ImmutableMap.Builder<String, float[]> tensors = ImmutableMap.builder();
    for (int i = 0; i < analyzer.networks().size(); i++) {
      put(tensors, network(i), analyzer.networks().get(i).tensors());
    }
    analyzer
        .backbone()
        .flatMap(shared -> shared.backbone().embedded())
        .ifPresent(model -> tensors.put(BACKBONE, PackedBytes.pack(model)));
    put(tensors, ROUTER, routes.discriminant().tensors());
    routes.twoStage().ifPresent(router -> put(tensors, TWO_STAGE, router.tensors()));
    ImmutableList.Builder<CategoryContent> contents = ImmutableList.builder();
    for (int i = 0; i < categories.size(); i++) {
      CategoryModel category = categories.get(i);
      contents.add(
          new CategoryContent(
              category.name(),
              category.fusion(),
              category.poses(),
              category.normal(),
              category.threshold(),
              category.mapThreshold()));
      // By number: a category's name is the user's and could be anything.
      int number = i;
      category
          .patches()
          .byKind()
          .forEach((kind, library) -> put(tensors, folder(number, kind), library.tensors()));
      put(tensors, images(i), category.images().tensors());
      category.banks().forEach((kind, bank) -> put(tensors, folder(number, kind), bank.tensors()));
    }
    return new ModelFile<>(
        new Content(config, intake, provenance, contents.build()), tensors.buildOrThrow());
  }

  public static AnomalyDetector load(Path file, Loading loading) throws IOException {
    return load(ModelFile.read(file, KIND, Content.class), ModelSource.of(file), loading);
  }

  public static AnomalyDetector load(InputStream in, String name, Loading loading)
      throws IOException {
    return load(ModelFile.read(in, name, KIND, Content.class), ModelSource.of(name), loading);
  }

  private static AnomalyDetector load(ModelFile<Content> read, ModelSource source, Loading loading)
      throws IOException {
    Optional<SharedBackbone> backbone = Optional.empty();
    try {
      read.tensors().forEach(DetectorFile::checkRange);
      DetectorConfig config = requireNonNull(read.content().config(), "no configuration");
      FrameMemory.check(config.imageWidth(), config.imageHeight());
      backbone =
          SavedBackbone.open(
              source, config.backbone(), read.tensors().get(BACKBONE), loading.leave());
      return detector(
          config,
          backbone,
          loading.limits(),
          read.content(),
          read.folders(),
          loading.largeLibraries());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new ModelFileException(
          source.name(), "its parts do not fit each other: " + e.getMessage() + "; train anew", e);
    } finally {
      // Shared by the detector, if there is one.
      backbone.ifPresent(SharedBackbone::close);
    }
  }

  private static AnomalyDetector detector(
      DetectorConfig config,
      Optional<SharedBackbone> backbone,
      DecodeLimits limits,
      Content content,
      Map<String, Map<String, float[]>> parts,
      boolean largeLibraries) {
    int networks =
        config.networkPerCategory()
            ? requireNonNull(content.categories(), "no categories").size()
            : 1;
    Analyzer analyzer =
        config.analyzer(
            config.networks(
                IntStream.range(0, config.needsNetwork() ? networks : 0)
                    .mapToObj(i -> parts.getOrDefault(network(i), Map.of()))
                    .toList()),
            backbone.map(SharedBackbone::share));
    List<CategoryModel> categories = new ArrayList<>();
    try {
      int overview = analyzer.overview().channels();
      Router router = made(parts, ROUTER, overview, Router::of);
      checkCategories(content.categories(), router, analyzer);
      for (CategoryContent category : content.categories()) {
        int number = categories.size();
        MahalanobisBank images = made(parts, images(number), overview, MahalanobisBank::of);
        Map<Evidence, SquaredErrorBank> banks = banks(analyzer, parts, number);
        PatchLibraries libraries = libraries(analyzer, parts, number, largeLibraries);
        categories.add(
            new CategoryModel(
                category.name(),
                libraries,
                images,
                banks,
                category.fusion(),
                requireNonNull(category.poses(), "a category without poses"),
                category.normal(),
                category.threshold(),
                category.mapThreshold()));
      }
      Provenance provenance = requireNonNull(content.provenance(), "no provenance");
      Routes routes =
          new Routes(
              config.routing(),
              router,
              config.tellsUnknown(categories.size()),
              twoStage(config, parts, router));
      // Files of before it was saved have none.
      ImageIntake intake =
          content.intake() == null ? ImageIntake.of(null, false) : content.intake();
      return new AnomalyDetector(
          config, intake, intake.reader(limits), provenance, analyzer, routes, categories);
    } catch (RuntimeException | Error e) {
      analyzer.close();
      throw e;
    }
  }

  private static PatchLibraries libraries(
      Analyzer analyzer,
      Map<String, Map<String, float[]>> parts,
      int number,
      boolean largeLibraries) {
    return PatchLibraries.of(
        analyzer.libraryKinds(),
        kind ->
            made(
                parts,
                folder(number, kind),
                analyzer.extractor(kind).channels(),
                tensors -> {
                  checkArgument(
                      largeLibraries || !MemoryBank.loadsSlowly(tensors),
                      "a library of more than 200,000 patches takes minutes to load: allow it by"
                          + " AnomalyDetector.loader().largeLibraries(), on the command line"
                          + " --large-libraries");
                  return PatchLibraries.model(kind, tensors);
                }));
  }

  /** A part of a detector; what is wrong with it is told with its place in the file. */
  private static <T> T made(
      Map<String, Map<String, float[]>> parts,
      String folder,
      int features,
      Function<Map<String, float[]>, T> maker) {
    Map<String, float[]> tensors = part(parts, folder, features);
    try {
      return maker.apply(tensors);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
    }
  }

  private static Map<Evidence, SquaredErrorBank> banks(
      Analyzer analyzer, Map<String, Map<String, float[]>> parts, int number) {
    Map<Evidence, SquaredErrorBank> banks = new EnumMap<>(Evidence.class);
    for (Evidence kind : analyzer.kinds()) {
      OptionalInt width = analyzer.bankWidth(kind);
      if (width.isPresent()) {
        SquaredErrorBank bank = bank(parts, folder(number, kind));
        checkArgument(
            bank.channels() == width.getAsInt(),
            "a bank of %s features of %s",
            bank.channels(),
            width.getAsInt());
        banks.put(kind, bank);
      }
    }
    return banks;
  }

  private static SquaredErrorBank bank(Map<String, Map<String, float[]>> parts, String folder) {
    try {
      return SquaredErrorBank.of(parts.getOrDefault(folder, Map.of()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
    }
  }

  private static Optional<TwoStageRouter> twoStage(
      DetectorConfig config, Map<String, Map<String, float[]>> parts, Router router) {
    if (config.routing() != Routing.TWO_STAGE) {
      return Optional.empty();
    }
    TwoStageRouter found = TwoStageRouter.of(parts.getOrDefault(TWO_STAGE, Map.of()));
    checkArgument(
        found.categories() == router.categories(),
        "routers for %s and %s categories",
        found.categories(),
        router.categories());
    return Optional.of(found);
  }

  private static void checkCategories(
      List<CategoryContent> categories, Router router, Analyzer analyzer) {
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
          fusion.evidence().keySet().equals(analyzer.kinds()),
          "a fusion of %s where there is %s",
          fusion.evidence().keySet(),
          analyzer.kinds());
    }
    checkArgument(
        names.size() <= DetectorConfig.MAX_CATEGORIES && names.size() == router.categories(),
        "%s categories and a router for %s",
        names.size(),
        router.categories());
  }

  private static void checkNormal(NormalImages normal) {
    Iterables.concat(normal.scores(), normal.peaks())
        .forEach(score -> checkArgument(Double.isFinite(score), "a normal score of %s", score));
    checkArgument(
        Double.isFinite(normal.contrast()) && normal.contrast() >= 0,
        "a contrast of normal images of %s",
        normal.contrast());
  }

  /** What is larger would be no number once squared or multiplied, at the first image. */
  private static void checkRange(String name, float[] values) {
    // Bytes in disguise; and a distance that nothing is too far for.
    boolean any = name.equals(BACKBONE) || name.equals(ROUTER + "/" + Router.USUAL);
    for (int i = 0; i < values.length; i++) {
      checkArgument(
          any ? Float.isFinite(values[i]) : Math.abs(values[i]) <= LARGEST,
          "tensor %s has a value of %s at %s; at most %s can be compared",
          name,
          values[i],
          i,
          any ? Float.MAX_VALUE : LARGEST);
    }
  }

  /** The tensors of a part that is made for the features that there are. */
  private static Map<String, float[]> part(
      Map<String, Map<String, float[]>> parts, String folder, int features) {
    Map<String, float[]> tensors = parts.getOrDefault(folder, Map.of());
    // Patch models and router alike hold the mean of each feature.
    float[] mean = requireNonNull(tensors.get("mean"), folder + " has no mean");
    checkArgument(
        mean.length == features, "%s is for %s features of %s", folder, mean.length, features);
    return tensors;
  }

  // Joined, not formatted: some locales have digits of their own.
  private static String network(int number) {
    return "network/" + number;
  }

  private static String images(int category) {
    return "category/" + category + "/images";
  }

  private static String folder(int category, Evidence kind) {
    return "category/" + category + "/" + kind.key();
  }

  private static void put(
      ImmutableMap.Builder<String, float[]> tensors, String folder, Map<String, float[]> parts) {
    parts.forEach((name, values) -> tensors.put(folder + "/" + name, values));
  }
}
