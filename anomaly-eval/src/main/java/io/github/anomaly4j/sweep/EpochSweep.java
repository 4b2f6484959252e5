package io.github.anomaly4j.sweep;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Iterables;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.diagnosis.ClusterPurity;
import io.github.anomaly4j.diagnosis.FilmStrip;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.network.train.EpochNetworks.Epoch;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.metric.Auroc;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets the network of every epoch score and restore the same few images of each category. That
 * shows what a training learned at which epoch, when it went wrong, and whether its scores separate
 * defective from normal images at all.
 *
 * <p>Where a category has test images, those are scored, normal and defective ones in equal numbers
 * as far as there are any, and the networks are shown training images to compare with. Where it has
 * none, its images are unlabeled: half of them at most are scored, and the networks are shown
 * others.
 *
 * <p>Deterministic: the same epochs and images give the same sweep on the same machine. Safe for
 * concurrent use: nothing is kept between sweeps.
 */
public final class EpochSweep {
  private static final long PURITY_SEED = 1;

  private final ImageChoice choice;
  private final boolean severalCategories;
  private final List<List<Map<Evidence, Double>>> scores;
  private final List<FilmStrip> strips;

  private EpochSweep(ImageChoice choice) throws IOException {
    this.choice = choice;
    severalCategories = choice.scored().stream().map(ImageEntry::category).distinct().count() > 1;
    scores = new ArrayList<>();
    strips = new ArrayList<>();
    for (ImageEntry entry : choice.scored()) {
      scores.add(new ArrayList<>());
      strips.add(FilmStrip.of(name(entry), Image.read(entry.file())));
    }
  }

  /**
   * Sweeps. Blocks; all images are read again for each epoch, film strips are kept in memory.
   *
   * @param folder of the epochs that {@link AnomalyDetectorBuilder#keepEpochs} wrote; other files
   *     in it are passed over
   * @param images to choose from; their categories need not be those that were trained on, but
   *     either all or none of them have training images to compare with
   * @throws FileSystemException if there is no such folder, or no epoch in it
   * @throws ModelFileException if a file is damaged, or of another training than the first one; all
   *     are looked at before any image is scored
   * @throws EmptyImageSetException if a category has no training image to compare with, while
   *     others have
   * @throws ImageException if an image cannot be decoded; it is named
   * @throws IOException if a file cannot be read
   */
  public static Sweep run(Path folder, ImageSet images, SweepOptions options) throws IOException {
    ImageChoice choice = ImageChoice.of(images, options.images(), options.normals());
    List<Path> files = epochs(folder, options.every());
    EpochSweep sweep = new EpochSweep(choice);
    List<SweptEpoch> epochs = new ArrayList<>();
    for (Path file : files) {
      SweptEpoch epoch = sweep.measure(file);
      epochs.add(epoch);
      options.progress().epoch(epoch, epochs.size(), files.size());
    }
    return new Sweep(
        epochs,
        IntStream.range(0, choice.scored().size())
            .mapToObj(
                i ->
                    new SweptImage(
                        choice.scored().get(i), sweep.scores.get(i), sweep.strips.get(i)))
            .toList());
  }

  private static List<Path> epochs(Path folder, int every) throws IOException {
    List<Path> all = EpochNetworks.list(folder);
    if (all.isEmpty()) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "holds no epochs; expected epoch-001.network and so on: train with keepEpochs (on the"
              + " command line, --keep-epochs)");
    }
    List<Path> files =
        IntStream.range(0, all.size())
            .filter(i -> (i + 1) % every == 0 || i == all.size() - 1)
            .mapToObj(all::get)
            .toList();
    requireOneRun(files);
    return files;
  }

  private static void requireOneRun(List<Path> files) throws IOException {
    String run = null;
    int number = 0;
    for (Path file : files) {
      try (Epoch epoch = EpochNetworks.read(file)) {
        if (run != null && !run.equals(epoch.run())) {
          throw new ModelFileException(
              file,
              "is an epoch of another training (other images, settings or seed) than "
                  + files.get(0).getFileName()
                  + "; keep each in a folder of its own");
        }
        if (epoch.number() <= number) {
          throw new ModelFileException(
              file,
              "holds epoch %d, after epoch %d in the file before; delete the copy or name it"
                      .formatted(epoch.number(), number)
                  + " by its epoch");
        }
        run = epoch.run();
        number = epoch.number();
      }
    }
  }

  private static String name(ImageEntry entry) {
    return entry.category() + ", " + entry.defect() + ", " + entry.file().getFileName();
  }

  private SweptEpoch measure(Path file) throws IOException {
    try (NetworkProbe probe =
        choice.normal().isPresent()
            ? NetworkProbe.load(file, choice.normal().get())
            : NetworkProbe.load(file)) {
      for (int i = 0; i < strips.size(); i++) {
        ImageEntry entry = choice.scored().get(i);
        Image image = Image.read(entry.file());
        scores.get(i).add(probe.score(image, entry.category()));
        strips.set(i, strips.get(i).with(probe.report().epoch(), probe.restore(image)));
      }
      Map<Evidence, EvidenceMetrics> figures = new TreeMap<>();
      for (Evidence kind : probe.evidence()) {
        figures.put(kind, figures(kind));
      }
      return new SweptEpoch(probe.report(), figures, purity(probe));
    }
  }

  /** By the scores of the latest epoch. */
  private EvidenceMetrics figures(Evidence kind) {
    Map<String, List<Integer>> categories =
        IntStream.range(0, scores.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> choice.scored().get(i).category(), TreeMap::new, Collectors.toList()));
    double sum = 0;
    double areas = 0;
    int separated = 0;
    int labeled = 0;
    for (List<Integer> places : categories.values()) {
      double[] values = new double[places.size()];
      boolean[] truth = new boolean[places.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = requireNonNull(Iterables.getLast(scores.get(places.get(i)))).get(kind);
        truth[i] = choice.scored().get(places.get(i)).anomalous();
        sum += values[i] / values.length;
      }
      double area = Auroc.of(values, truth);
      if (!Double.isNaN(area)) {
        areas += area;
        labeled++;
        // A tie counts one half, so that only scores that lie apart have an area of 1.
        separated += area == 1 ? 1 : 0;
      }
    }
    return new EvidenceMetrics(
        sum / categories.size(), labeled == 0 ? Double.NaN : areas / labeled, separated, labeled);
  }

  private Optional<ClusterPurity> purity(NetworkProbe probe) throws IOException {
    if (!severalCategories) {
      return Optional.empty();
    }
    List<ImageEntry> entries = choice.normal().map(ImageSet::entries).orElse(choice.scored());
    String bottleneck = Iterables.getLast(probe.levels());
    float[][] features = new float[entries.size()][];
    for (int i = 0; i < features.length; i++) {
      features[i] = probe.features(Image.read(entries.get(i).file()), bottleneck);
    }
    return Optional.of(
        ClusterPurity.of(
            features, entries.stream().map(ImageEntry::category).toList(), PURITY_SEED));
  }
}
