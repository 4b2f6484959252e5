package io.github.anomaly4j.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where results go: looked at before a long work, not after it. */
final class Destination {
  private Destination() {}

  /** Makes a folder that files can be written to. */
  static void folder(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Files.createDirectories(folder);
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /** Makes the folder of a file that can be written. */
  static void file(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "this is a folder; expected a file");
    }
    folder(file.toAbsolutePath().getParent());
  }

  /** Refuses to write below the pictures, where the next run would look for those of a product. */
  static void outside(Path pictures, Path folder, CommandSpec spec) throws IOException {
    Path above = folder.toAbsolutePath().normalize().getParent();
    for (; above != null; above = above.getParent()) {
      if (Files.exists(above) && Files.isSameFile(above, pictures)) {
        throw new ParameterException(
            spec.commandLine(),
            "nothing can be written inside --data, where its folder would pass for a product");
      }
    }
  }
}
