package io.github.anomaly4j.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.internal.report.CsvText;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.progress.EpochReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Trains one network for each of several skip patterns, all else equal, and measures what the skips
 * let through: a network that copies its input restores nothing, however small its reconstruction
 * error is. Each network is measured as its epoch of the lowest validation loss left it.
 *
 * <p>The same settings, images and machine give the same rows. Not thread safe, since trainings use
 * all cores.
 */
public final class SkipAblation {
  /** The kinds of evidence that need the network alone, and no normal images to compare with. */
  private static final List<Evidence> MEASURED =
      List.of(Evidence.RECONSTRUCTION, Evidence.GRADIENT, Evidence.MASK);

  /** Normal images a category that parts are pasted on. */
  private static final int PASTED = 6;

  private final Supplier<AnomalyDetectorBuilder> settings;
  private final UNetConfig network;
  private final ImageSet training;
  private final List<ImageEntry> test;
  private final PastedParts parts;
  private final Path folder;

  /**
   * What one pattern gave.
   *
   * @param pattern the skips
   * @param best the measured epoch: {@link EpochReport#behavior()} holds the reconstruction error
   *     on undamaged held-out images, how much of their contrast comes out, and how much of obvious
   *     damage is copied; {@link EpochReport#validationAuroc()} the AUROC on damage
   * @param epoch the file of the epoch's network
   * @param pasted how much of a foreign part comes out that is pasted on a normal image and a
   *     twentieth to a tenth as wide: {@code sum((r(p) - r(n))(p - n)) / sum((p - n)^2)}, with the
   *     outputs r of the image n and of that with the part p, as a mean over images; 0 nothing, 1
   *     all of it, NaN if no part changed its image. {@link
   *     io.github.anomaly4j.progress.EpochReport.NetworkBehavior#copied()} is the same for the
   *     damage of validation
   * @param auroc image AUROC of the reconstruction error, of gradient similarity and of the mask if
   *     the network has one, each the mean over the categories that have normal and defective test
   *     images; empty if none has
   */
  public record Row(
      SkipPattern pattern,
      EpochReport best,
      Path epoch,
      double pasted,
      Map<Evidence, Double> auroc) {

    /** Keeps a copy of the map. */
    public Row {
      requireNonNull(pattern, "pattern");
      requireNonNull(best, "best");
      requireNonNull(epoch, "epoch");
      Map<Evidence, Double> copy = new TreeMap<>();
      copy.putAll(auroc);
      auroc = Collections.unmodifiableMap(copy);
    }
  }

  /**
   * An ablation that has not begun.
   *
   * @param settings gives new settings with every call, always the same; their network is replaced
   * @param network the network, whose skips are replaced by those of the patterns
   * @param images training images and, if wanted, labeled test images
   * @param perCategory test images a category at most, half of them normal, at least 2; spread
   *     evenly over those there are
   * @param folder where the networks of each pattern's epochs are kept, in a folder of the
   *     pattern's name
   * @throws IllegalArgumentException if {@code perCategory} is less than 2
   */
  public SkipAblation(
      Supplier<AnomalyDetectorBuilder> settings,
      UNetConfig network,
      ImageSet images,
      int perCategory,
      Path folder) {
    if (perCategory < 2) {
      throw new IllegalArgumentException(
          "it takes at least 2 test images a category, but was " + perCategory);
    }
    this.settings = requireNonNull(settings, "settings");
    this.network = requireNonNull(network, "network");
    this.training = images.training();
    this.folder = requireNonNull(folder, "folder");
    test = chosen(images.test(), perCategory);
    List<ImageEntry> normal = test.stream().filter(entry -> !entry.anomalous()).toList();
    parts = new PastedParts(few(normal.isEmpty() ? training.entries() : normal));
  }

  private static List<ImageEntry> chosen(ImageSet test, int perCategory) {
    List<ImageEntry> chosen = new ArrayList<>();
    for (String category : test.categories()) {
      List<ImageEntry> all = test.category(category).entries();
      List<ImageEntry> defective = all.stream().filter(ImageEntry::anomalous).toList();
      List<ImageEntry> normal = all.stream().filter(entry -> !entry.anomalous()).toList();
      if (!defective.isEmpty() && !normal.isEmpty()) {
        chosen.addAll(spread(normal, perCategory / 2));
        chosen.addAll(spread(defective, perCategory - perCategory / 2));
      }
    }
    return chosen;
  }

  private static List<ImageEntry> few(List<ImageEntry> normal) {
    Map<String, List<ImageEntry>> byCategory =
        normal.stream().collect(groupingBy(ImageEntry::category, TreeMap::new, toList()));
    return byCategory.values().stream()
        .flatMap(entries -> spread(entries, PASTED).stream())
        .toList();
  }

  private static List<ImageEntry> spread(List<ImageEntry> entries, int most) {
    int count = Math.min(most, entries.size());
    List<ImageEntry> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(entries.get((int) ((long) i * entries.size() / count)));
    }
    return chosen;
  }

  /**
   * Trains and measures a network for each pattern, one after the other.
   *
   * @param patterns with different names, upper and lower case being the same
   * @return a row for each, in order
   * @throws IllegalArgumentException before any training, if two names are the same or a pattern
   *     has not one skip for each level of the network
   * @throws IOException and others as {@link AnomalyDetectorBuilder#trainNetwork} does
   */
  public List<Row> run(List<SkipPattern> patterns) throws IOException {
    Set<String> names = new HashSet<>();
    for (SkipPattern pattern : patterns) {
      network(pattern);
      if (!names.add(pattern.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("two patterns are named " + pattern.name());
      }
    }
    List<Row> rows = new ArrayList<>();
    for (SkipPattern pattern : patterns) {
      rows.add(run(pattern));
    }
    return rows;
  }

  /**
   * Trains and measures the network of one pattern.
   *
   * @throws IllegalArgumentException if the pattern has not one skip for each level of the network
   * @throws IOException and others as {@link AnomalyDetectorBuilder#trainNetwork} does
   */
  public Row run(SkipPattern pattern) throws IOException {
    Path epochs = folder.resolve(pattern.name());
    List<EpochReport> curve =
        settings.get().network(network(pattern)).trainNetwork(training, epochs);
    EpochReport best = curve.stream().filter(EpochReport::best).reduce((a, b) -> b).orElseThrow();
    Path file = EpochNetworks.file(epochs, best.epoch());
    try (NetworkProbe probe = NetworkProbe.load(file)) {
      return new Row(pattern, best, file, parts.survive(probe), auroc(probe));
    }
  }

  private UNetConfig network(SkipPattern pattern) {
    if (pattern.skips().size() != network.depth()) {
      throw new IllegalArgumentException(
          "%s has %d skips, but the network has %d levels with one"
              .formatted(pattern.name(), pattern.skips().size(), network.depth()));
    }
    return network.withSkips(pattern.skips().stream().mapToDouble(skip -> skip).toArray());
  }

  private Map<Evidence, Double> auroc(NetworkProbe probe) throws IOException {
    Map<Evidence, Double> means = new TreeMap<>();
    if (test.isEmpty()) {
      return means;
    }
    List<Map<Evidence, Double>> scores = new ArrayList<>();
    for (ImageEntry entry : test) {
      scores.add(probe.score(Image.read(entry.file()), entry.category()));
    }
    List<String> categories = test.stream().map(ImageEntry::category).distinct().toList();
    for (Evidence kind : MEASURED) {
      if (scores.get(0).containsKey(kind)) {
        double sum = 0;
        for (String category : categories) {
          sum += auroc(scores, kind, category);
        }
        means.put(kind, sum / categories.size());
      }
    }
    return means;
  }

  private double auroc(List<Map<Evidence, Double>> scores, Evidence kind, String category) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < test.size(); i++) {
      if (test.get(i).category().equals(category)) {
        members.add(i);
      }
    }
    boolean[] anomalous = new boolean[members.size()];
    for (int i = 0; i < anomalous.length; i++) {
      anomalous[i] = test.get(members.get(i)).anomalous();
    }
    return Auroc.of(
        members.stream().mapToDouble(i -> scores.get(i).get(kind)).toArray(), anomalous);
  }

  /**
   * Writes a table of the rows as CSV, with a header: {@code pattern}, {@code skips} from the full
   * resolution down with colons between, {@code epoch}, {@code validation_loss}, {@code error},
   * {@code within}, {@code between}, {@code copied}, {@code pasted}, {@code dead}, the validation
   * AUROC as {@code easy}, {@code medium} and {@code hard}, and {@code auroc_reconstruction},
   * {@code auroc_gradient}, {@code auroc_mask}. A figure that there is not is left empty.
   *
   * @throws IOException if the file cannot be written; what was there before stays then
   */
  public static void write(List<Row> rows, Path csv) throws IOException {
    List<String> header =
        new ArrayList<>(
            List.of(
                "pattern",
                "skips",
                "epoch",
                "validation_loss",
                "error",
                "within",
                "between",
                "copied",
                "pasted",
                "dead",
                "easy",
                "medium",
                "hard"));
    MEASURED.forEach(kind -> header.add("auroc_" + kind.key()));
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    rows.forEach(row -> lines.add(cells(row)));
    byte[] text = CsvText.of(lines).getBytes(UTF_8);
    AtomicFile.write(csv, out -> out.write(text));
  }

  private static List<String> cells(Row row) {
    EpochReport best = row.best();
    List<String> cells = new ArrayList<>();
    cells.add(row.pattern().name());
    cells.add(String.join(":", row.pattern().skips().stream().map(String::valueOf).toList()));
    cells.add(Integer.toString(best.epoch()));
    cells.add(cell(best.validation().total()));
    cells.add(cell(best.behavior().error()));
    cells.add(cell(best.behavior().within()));
    cells.add(cell(best.behavior().between()));
    cells.add(cell(best.behavior().copied()));
    cells.add(cell(row.pasted()));
    cells.add(cell(best.behavior().dead()));
    cells.add(cell(best.validationAuroc().easy()));
    cells.add(cell(best.validationAuroc().medium()));
    cells.add(cell(best.validationAuroc().hard()));
    MEASURED.forEach(kind -> cells.add(cell(row.auroc().getOrDefault(kind, Double.NaN))));
    return cells;
  }

  private static String cell(double figure) {
    return Double.isNaN(figure) ? "" : Double.toString(figure);
  }
}
