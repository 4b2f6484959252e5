package io.github.anomaly4j.internal.natives;

import io.github.anomaly4j.natives.NativeBackendException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A folder that native libraries are unpacked to and loaded from.
 *
 * <p>The folder is checked before anything is loaded: in Java, a class that failed to load its
 * library stays unusable as long as the process lives, while a failed check can be repeated after
 * its cause is removed.
 *
 * @param path the folder; made if it does not exist
 * @param library what is unpacked, for messages
 * @param property the system property that names another folder
 * @param bytes what all libraries together need
 */
public record NativeFolder(Path path, String library, String property, long bytes) {
  private static final long MEGABYTE = 1 << 20;

  /**
   * Requires that libraries can be written there and loaded from there.
   *
   * @param missing bytes that are still to be written
   * @throws NativeBackendException if not; nothing is left behind
   */
  public void require(long missing) {
    Path probe;
    try {
      Files.createDirectories(path);
      probe = Files.createTempFile(path, "probe", ".tmp");
    } catch (IOException e) {
      if (missing > 0) {
        throw refusal("cannot be written to: " + reason(e), e);
      }
      return;
    }
    try {
      // Files of a file system that is mounted "noexec" are executable for nobody.
      if (probe.toFile().setExecutable(true) && !Files.isExecutable(probe)) {
        throw refusal("lets no program run from it, as a file system mounted noexec does", null);
      }
      requireRoom(missing);
    } finally {
      delete(probe);
    }
  }

  private void requireRoom(long missing) {
    try {
      FileStore store = Files.getFileStore(path);
      // Some file systems know neither their size nor what is free.
      if (store.getTotalSpace() > 0 && store.getUsableSpace() < missing) {
        throw refusal(
            "has %d MB free, and %d MB are still to be written"
                .formatted(store.getUsableSpace() / MEGABYTE, megabytes(missing)),
            null);
      }
    } catch (IOException e) {
      throw refusal("cannot be looked at: " + reason(e), e);
    }
  }

  NativeBackendException refusal(String problem, @Nullable Throwable cause) {
    return new NativeBackendException(
        "%s cannot be unpacked: the folder %s %s. It must be writable, let programs run and have %d MB free: repair it, or name another by -D%s=FOLDER, and try again"
            .formatted(library, path, problem, megabytes(bytes), property),
        cause);
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : e.toString();
  }

  private static void delete(Path probe) {
    try {
      Files.delete(probe);
    } catch (IOException e) {
      probe.toFile().deleteOnExit();
    }
  }
}
