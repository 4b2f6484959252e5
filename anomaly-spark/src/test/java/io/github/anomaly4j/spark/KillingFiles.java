package io.github.anomaly4j.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local files, under the scheme {@code killing}. Where there is a folder {@code kills}, the
 * processes that open the file {@value #FILE} for the third and the seventh time are ended, as if
 * they were killed. A training opens it once in each pass, and in pass 5 several times. It is of
 * the second product, so that shards of the first one are lost with the process.
 */
public final class KillingFiles extends RawLocalFileSystem {
  static final String FILE = "5 part.png";
  static final Set<Integer> KILLS = Set.of(3, 7);

  @Override
  public URI getUri() {
    return URI.create("killing:///");
  }

  @Override
  public FSDataInputStream open(Path file, int buffer) throws IOException {
    java.nio.file.Path kills = java.nio.file.Path.of(file.getParent().toUri().getPath(), "kills");
    if (file.getName().equals(FILE) && Files.isDirectory(kills) && KILLS.contains(count(kills))) {
      Runtime.getRuntime().halt(137);
    }
    return super.open(file, buffer);
  }

  /** How often the file was opened, in all processes. */
  private static int count(java.nio.file.Path kills) throws IOException {
    for (int i = 1; ; i++) {
      try {
        Files.createFile(kills.resolve(Integer.toString(i)));
        return i;
      } catch (FileAlreadyExistsException e) {
        // It was opened more often.
      }
    }
  }
}
