package io.github.anomaly4j.internal.probe;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.ImageVector;
import io.github.anomaly4j.internal.evidence.CategoryLearner;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceLearner;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.NetworkPass;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.progress.EpochReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Inspects the network of one epoch of a training: its restored images, its features, and the raw
 * scores of each kind of evidence that comes from the network alone. Nothing is calibrated: scores
 * of different categories or epochs are on different scales.
 *
 * <p>Immutable and safe for concurrent use. Holds native memory until it is closed; must not be
 * used afterwards.
 */
public final class NetworkProbe implements AutoCloseable {
  /** A small bank is enough to compare epochs. */
  private static final int BANK = 500;

  private static final int DEPTH_FOR_PATCHES = 2;

  private final EpochReport report;
  private final EvidenceContext context;
  private final UNet network;
  private final NetworkPass pass;

  /** The models of each category with normal images. */
  private final Map<String, Map<Evidence, EvidenceModel>> categories = new LinkedHashMap<>();

  private NetworkProbe(EpochNetworks.Epoch epoch, Features features, Set<Evidence> kinds) {
    report = epoch.report();
    network = epoch.network();
    context =
        new EvidenceContext(
            epoch.frame(), features, BANK, BANK, 0, List.of(network), Optional.empty(), kinds);
    pass = context.restoration(0).orElseThrow();
  }

  /**
   * Loads an epoch. Scores are those that need no normal images: the reconstruction, and the mask
   * if the network has that output.
   *
   * @param epoch a file that {@code AnomalyDetectorBuilder.keepEpochs} or {@code
   *     AnomalyDetectorBuilder.trainNetwork} wrote
   * @throws ModelFileException if the file is damaged or holds something else
   * @throws IOException if it cannot be read
   */
  public static NetworkProbe load(Path epoch) throws IOException {
    return load(epoch, Optional.empty());
  }

  /**
   * Loads an epoch and makes banks of normal images, so that it also scores by the distance to
   * those of a category: {@link Evidence#BOTTLENECK} and {@link Evidence#SPREAD} by the nearest
   * image, {@link Evidence#PATCH} by the nearest patches of the encoder's features.
   *
   * @param epoch a file that {@code AnomalyDetectorBuilder.keepEpochs} or {@code
   *     AnomalyDetectorBuilder.trainNetwork} wrote
   * @param normal normal images of any split
   * @throws ModelFileException if the file is damaged or holds something else
   * @throws IOException if it or an image cannot be read
   */
  public static NetworkProbe load(Path epoch, ImageSet normal) throws IOException {
    return load(epoch, Optional.of(normal));
  }

  private static NetworkProbe load(Path epoch, Optional<ImageSet> normal) throws IOException {
    EpochNetworks.Epoch read = EpochNetworks.read(epoch);
    boolean hasPatches = read.network().config().depth() >= DEPTH_FOR_PATCHES;
    Set<Evidence> kinds =
        new TreeSet<>(Set.of(Evidence.RECONSTRUCTION, Evidence.GRADIENT, Evidence.FEATURES));
    if (read.network().config().maskOutput()) {
      kinds.add(Evidence.MASK);
    }
    if (normal.isPresent()) {
      kinds.add(Evidence.BOTTLENECK);
      kinds.add(Evidence.SPREAD);
      if (hasPatches) {
        kinds.add(Evidence.PATCH);
      }
    }
    boolean finished = false;
    // The encoder of a shallow network has no patch features.
    Features features = hasPatches ? Features.ENCODER : Features.SCATTERING;
    NetworkProbe probe = new NetworkProbe(read, features, kinds);
    try {
      if (normal.isPresent()) {
        probe.learn(normal.get());
      }
      finished = true;
      return probe;
    } finally {
      if (!finished) {
        probe.close();
      }
    }
  }

  private void learn(ImageSet normal) throws IOException {
    Map<Evidence, EvidenceLearner> learners = new TreeMap<>();
    for (Evidence kind : context.kinds()) {
      learners.put(kind, EvidenceKinds.of(kind).learner(context));
    }
    for (String category : normal.categories()) {
      List<CategoryLearner> own = new ArrayList<>();
      for (EvidenceLearner learner : learners.values()) {
        own.add(learner.category(categories.size()));
      }
      int number = 0;
      for (ImageEntry entry : normal.category(category).entries()) {
        ImageFeatures features = new ImageFeatures(Image.read(entry.file()));
        for (CategoryLearner learner : own) {
          learner.add(number, features);
        }
        number++;
      }
      own.forEach(CategoryLearner::fit);
      categories.put(category, new TreeMap<>());
    }
    learners.forEach(
        (kind, learner) -> {
          Iterator<EvidenceModel> models = learner.models().iterator();
          categories.values().forEach(category -> category.put(kind, models.next()));
        });
  }

  /** The epoch. */
  public EpochReport report() {
    return report;
  }

  /** The kinds of evidence that an image can be scored by. */
  public Set<Evidence> evidence() {
    return context.kinds();
  }

  /** The restored image, with the image's aspect ratio, at the size that it has in the frame. */
  public Image restore(Image image) {
    return pass.restored(new ImageFeatures(image));
  }

  /**
   * The raw scores of an image; higher is less normal.
   *
   * @param category the category whose normal images it is compared with; ignored if there are no
   *     normal images
   * @return one score for each kind of {@link #evidence()}
   * @throws IllegalArgumentException if there are normal images, but none of this category
   */
  public Map<Evidence, Double> score(Image image, String category) {
    Map<Evidence, EvidenceModel> models = categories.get(category);
    checkArgument(
        models != null || categories.isEmpty(),
        "there are no normal images of %s, but of %s",
        category,
        categories.keySet());
    ImageFeatures features = new ImageFeatures(image);
    return Reading.scores(
        EvidenceKinds.read(
            context.kinds(),
            kind ->
                (models == null
                        ? EvidenceKinds.of(kind).load(context, 0, Tensors.none())
                        : models.get(kind))
                    .read(features),
            MapSpreads.NONE));
  }

  /** The names of the encoder's levels, from the finest to the bottleneck. */
  public List<String> levels() {
    UNetConfig shape = network.config();
    return shape.featureNames().subList(0, shape.depth() + 1);
  }

  /**
   * The mean of each feature of a level over the whole frame.
   *
   * @param level one of {@link #levels()}
   * @throws IllegalArgumentException if there is no such level
   */
  public float[] features(Image image, String level) {
    checkArgument(levels().contains(level), "no level %s; there are %s", level, levels());
    NetworkPass levelAlone = new NetworkPass(network, context.frame(), List.of(level));
    UNet.Output output = new ImageFeatures(image).get(levelAlone);
    return ImageVector.AVERAGED.of(output.features().get(level));
  }

  @Override
  public void close() {
    network.close();
  }
}
