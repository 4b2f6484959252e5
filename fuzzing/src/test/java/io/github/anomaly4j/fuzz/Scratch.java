package io.github.anomaly4j.fuzz;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for files that are written again for each input. */
final class Scratch {
  static final Path FOLDER = folder();

  private Scratch() {}

  /**
   * Writes over a file. It is not emptied first: Linux takes 2 ms for that on a disk with ext4,
   * which is more than reading most inputs takes.
   */
  static Path write(String name, byte[] bytes) throws IOException {
    Path file = FOLDER.resolve(name);
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
      for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
        channel.write(rest);
      }
      channel.truncate(bytes.length);
    }
    return file;
  }

  private static Path folder() {
    try {
      return Files.createDirectories(
          Path.of("target", "fuzzing-" + ProcessHandle.current().pid()).toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
