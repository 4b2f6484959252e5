package io.github.anomaly4j.internal.server.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder with a file for each version, and the list of them. */
record VersionFolder(Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(VersionFolder.class);

  static VersionFolder of(Path folder) throws IOException {
    return new VersionFolder(Files.createDirectories(folder));
  }

  Path file(int number) {
    return folder.resolve(number + ".anomaly");
  }

  Versions read() throws IOException {
    return Versions.read(list());
  }

  void write(Versions versions) throws IOException {
    versions.write(list());
  }

  private Path list() {
    return folder.resolve("versions.json");
  }

  /** Deletes the files of versions that are not listed any more. */
  void deleteUnlisted(Versions versions) {
    Set<Integer> listed =
        versions.versions().stream().map(Version::number).collect(Collectors.toSet());
    for (int number = 1; number < versions.last(); number++) {
      try {
        if (!listed.contains(number)) {
          Files.deleteIfExists(file(number));
        }
      } catch (IOException e) {
        LOG.warn("an old version of the model cannot be deleted: {}", e.toString());
      }
    }
  }
}
