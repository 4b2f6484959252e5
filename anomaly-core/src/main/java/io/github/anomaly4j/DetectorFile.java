package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.artifact.ModelFile;
import io.github.anomaly4j.artifact.ModelFileException;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PictureLibrary;
import io.github.anomaly4j.route.Router;
import io.github.anomaly4j.score.Fusion;
import io.github.anomaly4j.unet.UNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A detector as a {@link ModelFile}: which tensor is what. */
final class DetectorFile {
  private static final String KIND = "detector";
  private static final String NETWORK = "network";
  private static final String ROUTER = "router";

  private DetectorFile() {}

  /** The JSON part. */
  private record Content(
      DetectorConfig config, Provenance provenance, List<CategoryContent> categories) {}

  private record CategoryContent(String name, Fusion fusion, double threshold) {}

  static void save(
      Path file,
      DetectorConfig config,
      Provenance provenance,
      Analyzer analyzer,
      Router router,
      List<CategoryModel> categories)
      throws IOException {
    ImmutableMap.Builder<String, float[]> tensors = ImmutableMap.builder();
    put(tensors, NETWORK, analyzer.network().tensors());
    put(tensors, ROUTER, router.tensors());
    ImmutableList.Builder<CategoryContent> contents = ImmutableList.builder();
    for (int i = 0; i < categories.size(); i++) {
      CategoryModel category = categories.get(i);
      contents.add(new CategoryContent(category.name(), category.fusion(), category.threshold()));
      // By number: a category's name is the user's and could be anything.
      put(tensors, patches(i), category.patches().tensors());
      put(tensors, pictures(i), category.pictures().tensors());
    }
    new ModelFile<>(new Content(config, provenance, contents.build()), tensors.buildOrThrow())
        .write(file, KIND);
  }

  static AnomalyDetector load(Path file) throws IOException {
    ModelFile<Content> read = ModelFile.read(file, KIND, Content.class);
    try {
      return detector(read);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new ModelFileException(
          file, "its parts do not fit each other: " + e.getMessage() + "; train anew", e);
    }
  }

  private static AnomalyDetector detector(ModelFile<Content> file) {
    Content content = file.content();
    Map<String, Map<String, float[]>> parts = file.folders();
    int count = content.categories().size();
    checkArgument(
        count >= 1 && count <= DetectorConfig.MOST_CATEGORIES, "it has %s categories", count);
    DetectorConfig config = content.config();
    ImmutableList.Builder<CategoryModel> categories = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      CategoryContent category = content.categories().get(i);
      categories.add(
          new CategoryModel(
              category.name(),
              FeatureLibrary.of(part(parts, patches(i))),
              PictureLibrary.of(part(parts, pictures(i))),
              category.fusion(),
              category.threshold()));
    }
    Analyzer analyzer = config.analyzer(UNet.of(config.network(), part(parts, NETWORK)));
    return new AnomalyDetector(
        config, content.provenance(), analyzer, Router.of(part(parts, ROUTER)), categories.build());
  }

  // Joined, not formatted: some locales have digits of their own.
  private static String patches(int category) {
    return "category/" + category + "/patches";
  }

  private static String pictures(int category) {
    return "category/" + category + "/pictures";
  }

  private static Map<String, float[]> part(Map<String, Map<String, float[]>> parts, String folder) {
    return parts.getOrDefault(folder, Map.of());
  }

  private static void put(
      ImmutableMap.Builder<String, float[]> tensors, String folder, Map<String, float[]> parts) {
    parts.forEach((name, values) -> tensors.put(folder + "/" + name, values));
  }
}
