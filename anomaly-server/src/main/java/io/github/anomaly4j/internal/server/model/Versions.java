package io.github.anomaly4j.internal.server.model;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The list of versions as it is on disk.
 *
 * @param active the number of the version in use
 * @param versions by number, the oldest first
 */
record Versions(int active, List<Version> versions) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Versions {
    versions = List.copyOf(versions);
  }

  static Versions read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), Versions.class);
    } catch (NoSuchFileException e) {
      return new Versions(0, List.of());
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
        .orElseThrow(() -> new UnknownVersionException(versions.size()));
  }
}
