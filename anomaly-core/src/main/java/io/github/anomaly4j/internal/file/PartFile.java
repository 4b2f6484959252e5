package io.github.anomaly4j.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A file that is being written in the hidden folder next to its place, and locked meanwhile. A lock
 * ends with its process: a file in the folder without a lock was left by a process that was killed.
 */
final class PartFile implements AutoCloseable {
  private static final int MAX_NAME = 200;

  /** Other processes may remove the empty folder after we made it and before we use it. */
  private static final int ATTEMPTS = 100;

  private final Path place;
  private final Path part;
  private final FileChannel channel;
  private Optional<Path> before = Optional.empty();
  private boolean created;

  private PartFile(Path place, Path part, FileChannel channel) {
    this.place = place;
    this.part = part;
    this.channel = channel;
  }

  /** Creates one, and removes those of the same file that killed processes left. */
  static PartFile beside(Path place) throws IOException {
    Path folder = place.resolveSibling(folderName(place.getFileName().toString()));
    for (int attempt = 1; ; attempt++) {
      try {
        if (!Files.isDirectory(folder)) {
          Files.createDirectories(folder);
        }
        sweep(folder);
        Path part = folder.resolve(owner() + UUID.randomUUID());
        FileChannel channel =
            FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        if (isOurs(part, channel)) {
          return new PartFile(place, part, channel);
        }
        channel.close();
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Uses only characters that every locale and file system allows. */
  private static String folderName(String name) {
    boolean plain = name.length() <= MAX_NAME && name.chars().allMatch(c -> c > ' ' && c < 127);
    return "."
        + (plain ? name : Hashing.sha256().hashString(name, UTF_8).toString().substring(0, 32))
        + ".part";
  }

  /** A name of this process, the same in all class loaders. */
  private static String owner() {
    ProcessHandle process = ProcessHandle.current();
    long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return process.pid() + "-" + start + "-";
  }

  /** Locks a new file; false if another process removed it as an old one. */
  private static boolean isOurs(Path part, FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null && Files.exists(part);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // This file system has no locks: then no process gets one, and no process removes files.
      return true;
    }
  }

  private static void sweep(Path folder) throws IOException {
    String own = owner();
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder)) {
      for (Path part : parts) {
        // Closing any channel to a file may release all locks of this process on it.
        if (!part.getFileName().toString().startsWith(own)) {
          removeUnlocked(part);
        }
      }
    }
  }

  private static void removeUnlocked(Path part) {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Removed, not permitted, or no locks: the file only takes up space.
    }
  }

  FileChannel channel() {
    return channel;
  }

  /**
   * Moves it to its place.
   *
   * @param reversible whether {@link #undo} must be possible
   */
  void move(boolean reversible) throws IOException {
    created = !Files.exists(place);
    if (reversible && !created) {
      before = Optional.of(kept());
    }
    move(part, place);
  }

  /** Keeps the file that is in its place now under another name. */
  private Path kept() throws IOException {
    Path kept = part.resolveSibling(part.getFileName() + "-before");
    try {
      return Files.createLink(kept, place);
    } catch (IOException | UnsupportedOperationException e) {
      return Files.copy(place, kept, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Restores the previous file. */
  void undo() {
    try {
      if (created) {
        Files.deleteIfExists(place);
      } else if (before.isPresent()) {
        move(before.get(), place);
      }
    } catch (IOException e) {
      // Nothing more can be done; the first failure is reported.
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes the file if it was not moved, and the folder if no other process uses it. */
  @Override
  public void close() {
    // One by one: what cannot be removed now is removed when the file is written again.
    attempt(channel::close);
    attempt(() -> Files.deleteIfExists(part));
    before.ifPresent(kept -> attempt(() -> Files.deleteIfExists(kept)));
    attempt(() -> Files.deleteIfExists(part.getParent()));
    attempt(() -> force(requireNonNull(place.getParent())));
  }

  /** Flushes the move to the disk; only some systems can open folders. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      // The file is complete in any case, or its failure is reported.
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
