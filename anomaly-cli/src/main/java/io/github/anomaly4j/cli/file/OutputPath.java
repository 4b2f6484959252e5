package io.github.anomaly4j.cli.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks where results go before long work begins, not after it. */
public final class OutputPath {
  private OutputPath() {}

  /**
   * A file in a folder.
   *
   * @throws IOException if this system cannot write its name
   */
  public static Path resolve(Path folder, String name) throws IOException {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new IOException(
          "%s in %s: the name cannot be written in this locale; set LC_ALL=C.UTF-8 before Java starts"
              .formatted(name, folder),
          e);
    }
  }

  /** Makes a folder, or accepts one that files can be written to. */
  public static void requireFolder(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Files.createDirectories(folder);
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /**
   * Makes the folder of a file, or accepts one that the file can be written to. What is no file,
   * such as {@code /dev/stdout}, is written to itself.
   */
  public static void requireFile(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "this is a folder; expected a file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      if (!Files.isWritable(file)) {
        throw new AccessDeniedException(file.toString());
      }
      return;
    }
    requireFolder(file.toAbsolutePath().getParent());
  }

  /** Refuses an output folder with subfolders that is the folder of images or is below it. */
  public static void requireOutside(Path images, Path folder, CommandSpec spec) throws IOException {
    refuse(images, folder.toAbsolutePath().normalize(), spec);
  }

  /** Refuses an output folder below the folder of images; files in that folder do no harm. */
  public static void requireNotBelow(Path images, Path folder, CommandSpec spec)
      throws IOException {
    refuse(images, folder.toAbsolutePath().normalize().getParent(), spec);
  }

  /** The next run would search such a folder for the images of a product. */
  private static void refuse(Path images, Path folder, CommandSpec spec) throws IOException {
    for (Path above = folder; above != null; above = above.getParent()) {
      if (Files.exists(above) && Files.isSameFile(above, images)) {
        throw new ParameterException(
            spec.commandLine(),
            "nothing can be written inside --data, where its folder would pass for a product");
      }
    }
  }
}
