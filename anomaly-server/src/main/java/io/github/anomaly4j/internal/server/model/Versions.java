package io.github.anomaly4j.internal.server.model;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The list of versions as it is on disk.
 *
 * @param active the number of the version in use
 * @param modelFile the state of the model file when it was read last, by which a restart knows it;
 *     {@code null} in lists of before
 * @param versions those that are kept, by number, the oldest first
 */
record Versions(int active, @Nullable String modelFile, List<Version> versions) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Versions {
    versions = List.copyOf(versions);
  }

  static Versions read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), Versions.class);
    } catch (NoSuchFileException e) {
      return new Versions(0, null, List.of());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IOException(
          file + " is no list of model versions; restore it, or begin with another data folder", e);
    }
  }

  /** All of it or nothing: a reader sees the old list or the new one. */
  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  Version get(int number) {
    return versions.stream()
        .filter(version -> version.number() == number)
        .findFirst()
        .orElseThrow(() -> new UnknownVersionException(last()));
  }

  /** The number of the last version; 0 if there is none. */
  int last() {
    return versions.isEmpty() ? 0 : versions.get(versions.size() - 1).number();
  }

  /** Whether a model file was read before. */
  boolean knows(String state) {
    return state.equals(modelFile)
        || versions.stream().anyMatch(version -> version.state().equals(state));
  }

  /**
   * The last versions. Older ones are left out but for the one in use, the one before it, and those
   * that came as files of which others are made.
   *
   * @param most how many; at least 2
   */
  Versions last(int most) {
    Set<Integer> needed = new HashSet<>(Set.of(active));
    Integer before = get(active).parent();
    if (before != null) {
      needed.add(before);
    }
    versions.stream()
        .skip(Math.max(0, versions.size() - most))
        .forEach(version -> needed.add(version.number()));
    List<Integer> roots =
        versions.stream()
            .filter(version -> needed.contains(version.number()))
            .map(Version::root)
            .toList();
    needed.addAll(roots);
    return new Versions(
        active,
        modelFile,
        versions.stream().filter(version -> needed.contains(version.number())).toList());
  }
}
