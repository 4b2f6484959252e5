package io.github.anomaly4j.spring;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.natives.NativeBackend;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/** What {@code anomaly.model} names, and how it is loaded. Safe for concurrent use. */
final class ModelSource {
  static final String EXPECTED =
      "expected the file of a detector that AnomalyDetector.save or \"anomaly train\" wrote";

  private static final String CLASS_PATH = "classpath:";

  /** At least two letters: one is a drive of Windows. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

  private final String name;
  private final DetectorLoader loader;
  private final ResourceLoader resources;
  private volatile @Nullable Instant loaded;
  private volatile FileStamp tried = FileStamp.NONE;

  /**
   * @param name the value of {@code anomaly.model}
   */
  ModelSource(String name, DetectorLoader loader, ResourceLoader resources) {
    this.name = name;
    this.loader = loader;
    this.resources = resources;
  }

  /**
   * Loads the detector, and ND4J's native library, so that the first detection need not.
   *
   * @throws ModelFileException if there is none, or it is refused
   */
  AnomalyDetector load() throws ModelFileException {
    NativeBackend.load();
    Optional<Path> file = file();
    // Before it is read: what is written meanwhile counts as a change.
    file.ifPresent(path -> tried = FileStamp.of(path));
    AnomalyDetector detector = file.isPresent() ? load(file.get()) : loadResource();
    loaded = Instant.now();
    return detector;
  }

  private AnomalyDetector load(Path file) throws ModelFileException {
    if (!Files.isRegularFile(file)) {
      throw new ModelFileException(
          file.toAbsolutePath(),
          "anomaly.model names %s, %s; correct the path%s"
              .formatted(
                  Files.isDirectory(file) ? "a folder" : "a file that does not exist",
                  EXPECTED,
                  file.isAbsolute()
                      ? ""
                      : ", which begins at the folder that the program was started in"));
    }
    try {
      return loader.load(file);
    } catch (ModelFileException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelFileException(
          file.toAbsolutePath(), "it cannot be read; let this user read it", e);
    }
  }

  private AnomalyDetector loadResource() throws ModelFileException {
    var resource = resources.getResource(name);
    if (!resource.isReadable()) {
      throw new ModelFileException(
          name,
          "anomaly.model names a resource that the class path does not have, %s; put it into src/main/resources, or name a file"
              .formatted(EXPECTED));
    }
    try (InputStream in = new BufferedInputStream(resource.getInputStream(), 1 << 16)) {
      return loader.load(in, name);
    } catch (ModelFileException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelFileException(name, "it cannot be read", e);
    }
  }

  /**
   * The file; empty for a resource of the class path.
   *
   * @throws ModelFileException if it is neither
   */
  Optional<Path> file() throws ModelFileException {
    if (name.startsWith(CLASS_PATH)) {
      return Optional.empty();
    }
    try {
      if (name.startsWith("file:")) {
        return Optional.of(resources.getResource(name).getFile().toPath());
      }
      if (!name.isBlank() && !SCHEME.matcher(name).matches()) {
        return Optional.of(Path.of(name));
      }
    } catch (InvalidPathException | IOException e) {
      // What is expected says more.
    }
    throw new ModelFileException(
        name.isBlank() ? "anomaly.model" : name,
        "found %s, expected a path, file:PATH or classpath:NAME in anomaly.model; download what lies elsewhere first"
            .formatted(name.isBlank() ? "no name" : "something else"));
  }

  /** When the detector was loaded last; {@code null} if never. */
  @Nullable Instant loaded() {
    return loaded;
  }

  /** Of the file that was loaded or refused last. */
  FileStamp tried() {
    return tried;
  }

  /** As {@code anomaly.model} has it. */
  @Override
  public String toString() {
    return name;
  }
}
