package io.github.anomaly4j.internal.network;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.bank.ImageVector;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.detector.Analyzer;
import io.github.anomaly4j.internal.detector.Analyzer.Analysis;
import io.github.anomaly4j.internal.detector.PatchLibraries;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.spi.FeatureMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks into one network, as one epoch of training left it: what it makes of an image, and what
 * each kind of evidence that comes from it alone would score. Raw: nothing is calibrated, scores of
 * two categories or of two epochs are on scales of their own.
 *
 * <p>Immutable and safe for concurrent use. Holds native memory until it is closed; must not be
 * used afterwards.
 */
public final class NetworkProbe implements AutoCloseable {
  /** A small library will do to tell epochs apart. */
  private static final int LIBRARY = 500;

  private static final int DEPTH_FOR_PATCHES = 2;

  private final EpochReport report;
  private final Analyzer analyzer;
  private final Map<String, Known> categories = new LinkedHashMap<>();

  /** The normal images of one category. */
  private record Known(Map<Evidence, SquaredErrorBank> banks, PatchLibraries patches) {}

  private NetworkProbe(EpochNetworks.Epoch epoch, Features features, Set<Evidence> kinds) {
    report = epoch.report();
    UNet network = epoch.network();
    analyzer =
        new Analyzer(
            epoch.frame(),
            List.of(network),
            Optional.empty(),
            features.extractor(network.config()),
            kinds,
            0);
  }

  /**
   * Loads an epoch; scores by what needs no normal images: the reconstruction, and the mask if the
   * network has that output.
   *
   * @param epoch a file that {@link AnomalyDetectorBuilder#keepEpochs} or {@link
   *     AnomalyDetectorBuilder#trainNetwork} wrote
   * @throws ModelFileException if the file is damaged or holds something else
   * @throws IOException if it cannot be read
   */
  public static NetworkProbe load(Path epoch) throws IOException {
    return load(epoch, Optional.empty());
  }

  /**
   * Loads an epoch and lets it look at normal images, so that it also scores by the distance to
   * those of a category: {@link Evidence#BOTTLENECK} and {@link Evidence#SPREAD} by the nearest
   * image, {@link Evidence#LIBRARY} by the nearest patches of the encoder's features.
   *
   * @param epoch a file that {@link AnomalyDetectorBuilder#keepEpochs} or {@link
   *     AnomalyDetectorBuilder#trainNetwork} wrote
   * @param normal normal images, whatever their split
   * @throws ModelFileException if the file is damaged or holds something else
   * @throws IOException if it or an image cannot be read
   */
  public static NetworkProbe load(Path epoch, ImageSet normal) throws IOException {
    return load(epoch, Optional.of(normal));
  }

  private static NetworkProbe load(Path epoch, Optional<ImageSet> normal) throws IOException {
    EpochNetworks.Epoch read = EpochNetworks.read(epoch);
    boolean hasPatches = read.network().config().depth() >= DEPTH_FOR_PATCHES;
    Set<Evidence> kinds = EnumSet.of(Evidence.RECONSTRUCTION, Evidence.GRADIENT, Evidence.FEATURES);
    if (read.network().config().maskOutput()) {
      kinds.add(Evidence.MASK);
    }
    if (normal.isPresent()) {
      kinds.add(Evidence.BOTTLENECK);
      kinds.add(Evidence.SPREAD);
      if (hasPatches) {
        kinds.add(Evidence.LIBRARY);
      }
    }
    boolean finished = false;
    // The encoder of a network too shallow has no patches, and is asked for none.
    Features features = hasPatches ? Features.ENCODER : Features.SCATTERING;
    NetworkProbe probe = new NetworkProbe(read, features, ImmutableSet.copyOf(kinds));
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
    for (String category : normal.categories()) {
      long seed = RandomStreams.of(categories.size()).nextLong();
      PatchLibraries.Sample sample = new PatchLibraries.Sample(analyzer, kind -> LIBRARY, seed);
      List<Map<Evidence, float[]>> vectors = new ArrayList<>();
      for (ImageEntry entry : normal.category(category).entries()) {
        Analysis analysis = analyzer.analyze(Image.read(entry.file()), 0);
        sample.add(analysis, vectors.size());
        vectors.add(analyzer.vectors(analysis));
      }
      categories.put(
          category, new Known(Analyzer.banks(vectors), sample.libraries(seed).withoutOrigins()));
    }
  }

  /** The epoch. */
  public EpochReport report() {
    return report;
  }

  /** What an image can be scored by. */
  public Set<Evidence> evidence() {
    return analyzer.kinds();
  }

  /** The restored image: of the image's aspect ratio, at the size that it has in the frame. */
  public Image restore(Image image) {
    return analyzer.analyze(image, 0).reconstruction().orElseThrow();
  }

  /**
   * The raw scores of an image; higher is less normal.
   *
   * @param category whose normal images it is compared with; of no matter if there are none
   * @return one score for each kind of {@link #evidence()}
   * @throws IllegalArgumentException if there are normal images, but none of this category
   */
  public Map<Evidence, Double> score(Image image, String category) {
    Known known = categories.get(category);
    checkArgument(
        known != null || categories.isEmpty(),
        "there are no normal images of %s, but of %s",
        category,
        categories.keySet());
    Analysis analysis = analyzer.analyze(image, 0);
    Map<Evidence, Double> scores =
        Analyzer.scores(analyzer.evidence(analysis, known == null ? null : known.patches()));
    if (known != null) {
      scores.putAll(Analyzer.scores(known.banks(), analyzer.vectors(analysis)));
    }
    return ImmutableMap.copyOf(scores);
  }

  /** The names of the encoder's levels, from the finest to the bottleneck. */
  public List<String> levels() {
    return analyzer.config().featureNames().subList(0, analyzer.config().depth() + 1);
  }

  /**
   * The mean of each feature of a level over the whole frame.
   *
   * @param level one of {@link #levels()}
   * @throws IllegalArgumentException if there is no such level
   */
  public float[] features(Image image, String level) {
    checkArgument(levels().contains(level), "no level %s; there are %s", level, levels());
    FeatureMap map =
        analyzer
            .networks()
            .get(0)
            .run(
                analyzer.frame().fit(image).pixels(),
                1,
                analyzer.frame().height(),
                analyzer.frame().width(),
                List.of(level))
            .features()
            .get(level);
    return ImageVector.AVERAGED.of(map);
  }

  @Override
  public void close() {
    analyzer.close();
  }
}
