package io.github.anomaly4j.internal.server.store;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/** Files by the SHA-256 of their bytes, so that equal ones are stored once. Thread safe. */
final class ImageFiles {
  private static final String NEXT = ".next";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;

  ImageFiles(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    // Those that a process was writing when it was killed.
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*" + NEXT)) {
      for (Path file : unfinished) {
        Files.delete(file);
      }
    }
  }

  static String hash(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /**
   * Writes a file; one that is there is complete, since it was renamed when it was, unless the
   * power failed before the system had written it.
   */
  void write(String hash, byte[] bytes) throws IOException {
    Path file = file(hash);
    if (Files.exists(file) && Files.size(file) == bytes.length) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path next = Files.createTempFile(folder, hash.substring(0, 8), NEXT);
    try {
      Files.write(next, bytes);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      // Where it could not be written, as on a full disk.
      Files.deleteIfExists(next);
    }
  }

  boolean exists(String hash) {
    return Files.exists(file(hash));
  }

  InputStream open(String hash) throws IOException {
    return Files.newInputStream(file(hash));
  }

  Optional<byte[]> read(String hash) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file(hash)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void delete(String hash) throws IOException {
    Files.deleteIfExists(file(hash));
  }

  private Path file(String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("no SHA-256");
    }
    return folder.resolve(hash.substring(0, 2)).resolve(hash);
  }
}
