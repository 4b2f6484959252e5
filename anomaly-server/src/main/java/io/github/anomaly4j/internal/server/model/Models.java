package io.github.anomaly4j.internal.server.model;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.DetectorReference;
import io.github.anomaly4j.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;

/**
 * The versions of the model in a folder, and the detector of the one in use. Uses of the detector
 * go on while another version takes its place. Thread safe: changes happen one after the other.
 */
public final class Models implements AutoCloseable {
  private static final int LONGEST_NAME = 300;

  private final VersionFolder files;
  private final Path modelFile;
  private final DetectorLoader loader;
  private final DetectorReference detector;

  /** Which version a detector is, for as long as anybody holds it. */
  private final Map<AnomalyDetector, Version> versionOf =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final int kept;
  private volatile Versions versions;

  private Models(Path folder, Path modelFile, int kept, DetectorLoader loader) throws IOException {
    this.files = VersionFolder.of(folder);
    this.modelFile = modelFile;
    this.kept = kept;
    this.loader = loader;
    this.versions = files.read();
    AnomalyDetector given = loader.load(modelFile);
    String state = given.info().state();
    checkNames(given);
    if (versions.knows(state)) {
      // What was learned or rolled back since stays in use after a restart.
      given.close();
      Version active = versions.get(versions.active());
      this.detector = DetectorReference.to(loaded(active));
    } else {
      this.detector = DetectorReference.to(given);
      add(given, new Made("start", loadedFrom(), true, Map.of(), Map.of()));
    }
    note(state);
  }

  /** Work with the detector in use and its version. */
  @FunctionalInterface
  public interface Use<T, E extends Exception> {
    /** Does the work; the detector is open until it returns. */
    T by(AnomalyDetector detector, Version version) throws E;
  }

  /**
   * Opens the folder. A model file that is none of its versions becomes a new version in use;
   * otherwise the version that was in use is again.
   *
   * @param kept how many of the last versions are kept; at least 2
   * @throws IOException if a file cannot be read, or is no model
   */
  public static Models open(Path folder, Path modelFile, int kept, DetectorLoader loader)
      throws IOException {
    return new Models(folder, modelFile, kept, loader);
  }

  /** Does work with the detector in use. */
  public <T, E extends Exception> T use(Use<T, E> work) throws E {
    return detector.<T, E>use(own -> work.by(own, versionOf.get(own)));
  }

  /** The version in use. */
  public Version active() {
    return versions.get(versions.active());
  }

  /** All versions, the oldest first. */
  public List<Version> list() {
    return versions.versions();
  }

  /**
   * Reads the model file again.
   *
   * @return the version in use; the same as before if the file has not changed
   * @throws IOException if it cannot be read or is no model; the version in use stays
   */
  public synchronized Version reload(String by) throws IOException {
    AnomalyDetector given = loader.load(modelFile);
    String state = given.info().state();
    Version version = take(given, by, loadedFrom());
    note(state);
    return version;
  }

  /** Notes which model file was read, so that a restart does not take it for a new one. */
  private void note(String state) throws IOException {
    if (!state.equals(versions.modelFile())) {
      Versions next = new Versions(versions.active(), state, versions.versions());
      files.write(next);
      versions = next;
    }
  }

  /**
   * Takes an uploaded model.
   *
   * @throws IOException if it is no model; the version in use stays
   */
  public synchronized Version upload(Path file, String by) throws IOException {
    return take(loader.load(file), by, "uploaded");
  }

  private Version take(AnomalyDetector given, String by, String change) throws IOException {
    if (given.info().state().equals(active().state())) {
      given.close();
      return active();
    }
    checkNames(given);
    return replace(given, new Made(by, change, true, Map.of(), Map.of()));
  }

  /**
   * Sets thresholds, as a new version.
   *
   * @param thresholds finite, of products that the model knows
   * @throws IOException if it cannot be saved; the version in use stays
   */
  public synchronized Version setThresholds(Map<String, Double> thresholds, String by)
      throws IOException {
    Version before = active();
    Map<String, Double> all = new TreeMap<>(before.thresholds());
    all.putAll(thresholds);
    String change = "thresholds set: " + new TreeMap<>(thresholds);
    AnomalyDetector changed =
        detector.<AnomalyDetector, RuntimeException>use(own -> own.withThresholds(thresholds));
    return replace(changed, new Made(by, change, false, all, before.learned()));
  }

  /**
   * The detector of the file that a version was made of, with the thresholds that people set since;
   * the caller closes it.
   *
   * @throws IOException if it cannot be read
   */
  public AnomalyDetector base(Version version) throws IOException {
    AnomalyDetector root = loader.load(files.file(version.root()));
    if (version.thresholds().isEmpty()) {
      return root;
    }
    try (root) {
      return root.withThresholds(version.thresholds());
    }
  }

  /**
   * Puts a detector in use that learned from inspections, as a new version.
   *
   * @param taught made of {@link #base} of the version in use; closed if this fails
   * @param before the version in use when it was made
   * @param learned what people said of the inspections, by their ids
   * @throws IOException if it cannot be saved; the version in use stays
   * @throws IllegalStateException if another version is in use now
   */
  public synchronized Version teach(
      AnomalyDetector taught, Version before, String by, String change, Map<Long, String> learned)
      throws IOException {
    if (before.number() != versions.active()) {
      taught.close();
      throw new IllegalStateException("another version of the model is in use now");
    }
    return replace(taught, new Made(by, change, false, before.thresholds(), learned));
  }

  /**
   * Puts a version in use, an earlier or a later one.
   *
   * @throws UnknownVersionException if there is none of this number
   * @throws IOException if its file cannot be read; the version in use stays
   */
  public synchronized Version activate(int number) throws IOException {
    Version version = versions.get(number);
    if (number != versions.active()) {
      AnomalyDetector loaded = loaded(version);
      Versions next = new Versions(number, versions.modelFile(), versions.versions());
      files.write(next);
      versions = next;
      detector.replace(loaded);
    }
    return version;
  }

  private AnomalyDetector loaded(Version version) throws IOException {
    AnomalyDetector loaded = loader.load(files.file(version.number()));
    versionOf.put(loaded, version);
    return loaded;
  }

  /**
   * What a new version is.
   *
   * @param file whether it came as a file
   */
  private record Made(
      String by,
      String change,
      boolean file,
      Map<String, Double> thresholds,
      Map<Long, String> learned) {}

  private Version replace(AnomalyDetector given, Made made) throws IOException {
    try {
      Version version = add(given, made);
      detector.replace(given);
      return version;
    } catch (IOException | RuntimeException e) {
      given.close();
      throw e;
    }
  }

  private Version add(AnomalyDetector given, Made made) throws IOException {
    int number = versions.last() + 1;
    boolean first = versions.versions().isEmpty();
    Version version =
        new Version(
            number,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            made.by(),
            made.change(),
            first ? null : versions.active(),
            made.file() ? number : active().root(),
            given.info().state(),
            made.thresholds(),
            made.learned());
    given.save(files.file(number));
    List<Version> all = new ArrayList<>(versions.versions());
    all.add(version);
    Versions next = new Versions(number, versions.modelFile(), all).last(kept);
    files.write(next);
    versionOf.put(given, version);
    versions = next;
    files.deleteUnlisted(next);
    return version;
  }

  /** The database holds names of products in columns of this length. */
  private static void checkNames(AnomalyDetector detector) throws ModelFileException {
    for (String product : detector.categories()) {
      if (product.length() > LONGEST_NAME || product.chars().anyMatch(Character::isISOControl)) {
        detector.close();
        throw new ModelFileException(
            "the model",
            "it has a product whose name is longer than %d characters or has control characters;"
                    .formatted(LONGEST_NAME)
                + " rename it and train again");
      }
    }
  }

  private String loadedFrom() {
    return "loaded from " + modelFile.getFileName();
  }

  /** Closes the detector when its uses have ended. */
  @Override
  public void close() {
    detector.close();
  }
}
