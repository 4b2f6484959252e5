package io.github.anomaly4j.internal.server.source;

import com.google.common.hash.Hashing;
import io.github.anomaly4j.server.ImageSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are put into a folder. A file is read when its length and time have not changed for a
 * moment, in the order of their times; then it is moved to {@code processed}, {@code failed} or
 * {@code unreadable} below the folder, the last two with the reason in a file beside it. A file
 * that cannot be read may still be written to: it is moved only when it has not changed for ten
 * seconds.
 *
 * <p>The key of a file is its path, time and content: one that was inspected and not yet moved when
 * the process was killed is moved after the restart, and not inspected again. The folder is looked
 * at four times a second, which works for network drives too. Hidden files, and names that end in
 * {@code .tmp} or {@code .part}, are left alone.
 */
public final class WatchedFolder implements ImageSource {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFolder.class);
  private static final long LOOK_MS = 250;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final String REASON = ".reason.txt";

  private final Path folder;
  private final Duration quiet;
  private final long maxBytes;
  private final Map<Path, Seen> seen = new HashMap<>();

  /** Files that could not be read and may still change. */
  private final Map<Path, Stamp> unreadable = new HashMap<>();

  private @Nullable Path current;
  private @Nullable Stamp currentStamp;
  private volatile boolean closed;

  /**
   * Watches a folder.
   *
   * @param quiet how long a file must not have changed before it is read
   * @param maxBytes the longest file that is read
   * @throws IOException if the folders for what is done cannot be made
   */
  public WatchedFolder(Path folder, Duration quiet, long maxBytes) throws IOException {
    this.folder = folder.toAbsolutePath().normalize();
    this.quiet = quiet;
    this.maxBytes = maxBytes;
    for (Outcome outcome : Outcome.values()) {
      Files.createDirectories(target(outcome));
    }
  }

  private record Stamp(long length, FileTime time) {}

  private record Seen(Stamp stamp, long nanos) {}

  @Override
  public String name() {
    return "folder " + folder.getFileName();
  }

  @Override
  public Optional<Shot> next() throws IOException, InterruptedException {
    while (!closed) {
      for (Path file : complete()) {
        Optional<Shot> shot = read(file);
        if (shot.isPresent()) {
          return shot;
        }
      }
      Thread.sleep(LOOK_MS);
    }
    return Optional.empty();
  }

  private List<Path> complete() throws IOException {
    Map<Path, Stamp> there = list();
    seen.keySet().retainAll(there.keySet());
    unreadable.keySet().retainAll(there.keySet());
    long now = System.nanoTime();
    List<Path> complete = new ArrayList<>();
    for (Map.Entry<Path, Stamp> each : there.entrySet()) {
      Path file = each.getKey();
      Stamp stamp = each.getValue();
      Seen before = seen.get(file);
      if (before == null || !before.stamp().equals(stamp)) {
        seen.put(file, new Seen(stamp, now));
      } else if (now - before.nanos() >= quiet.toNanos()
          && (!stamp.equals(unreadable.get(file)) || now - before.nanos() >= GRACE.toNanos())) {
        complete.add(file);
      }
    }
    complete.sort(
        Comparator.comparing((Path file) -> there.get(file).time()).thenComparing(file -> file));
    return complete;
  }

  private Map<Path, Stamp> list() throws IOException {
    Map<Path, Stamp> there = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(".") || name.endsWith(".tmp") || name.endsWith(".part")) {
          continue;
        }
        try {
          // A link could lead to any file of this machine.
          BasicFileAttributes attributes =
              Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          if (attributes.isRegularFile()) {
            there.put(file, new Stamp(attributes.size(), attributes.lastModifiedTime()));
          }
        } catch (NoSuchFileException e) {
          // It was taken away meanwhile.
        }
      }
    }
    return there;
  }

  private Optional<Shot> read(Path file) throws IOException {
    Seen own = seen.get(file);
    if (own == null) {
      return Optional.empty();
    }
    current = file;
    currentStamp = own.stamp();
    if (own.stamp().length() > maxBytes) {
      move(Outcome.UNREADABLE, "the file is longer than %d bytes".formatted(maxBytes));
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      String key =
          Hashing.sha256()
              .newHasher()
              // Two folders may get the same file.
              .putUnencodedChars(folder.toString())
              .putChar('\0')
              .putUnencodedChars(String.valueOf(file.getFileName()))
              .putLong(own.stamp().time().toMillis())
              .putBytes(bytes)
              .hash()
              .toString();
      return Optional.of(new Shot(bytes, null, key));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void done(Shot shot, Outcome outcome, String reason) throws IOException {
    Path file = current;
    Stamp stamp = currentStamp;
    if (file == null || stamp == null) {
      return;
    }
    if (outcome == Outcome.UNREADABLE && !stamp.equals(unreadable.get(file))) {
      Seen own = seen.get(file);
      if (own == null || System.nanoTime() - own.nanos() < GRACE.toNanos()) {
        unreadable.put(file, stamp);
        return;
      }
    }
    move(outcome, reason);
  }

  private void move(Outcome outcome, String reason) throws IOException {
    Path file = current;
    if (file == null) {
      return;
    }
    Path apart = target(outcome);
    Path to = free(apart, String.valueOf(file.getFileName()));
    if (outcome != Outcome.INSPECTED) {
      LOG.warn("{} goes to {}: {}", file.getFileName(), apart.getFileName(), reason);
      Files.writeString(apart.resolve(to.getFileName() + REASON), reason + "\n");
    }
    Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
    seen.remove(file);
    unreadable.remove(file);
  }

  private Path target(Outcome outcome) {
    return folder.resolve(
        switch (outcome) {
          case INSPECTED -> "processed";
          case UNREADABLE -> "unreadable";
          case FAILED -> "failed";
        });
  }

  /** A name that no earlier file has. */
  private static Path free(Path folder, String name) {
    Path to = folder.resolve(name);
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String end = dot > 0 ? name.substring(dot) : "";
    for (int i = 2; Files.exists(to); i++) {
      to = folder.resolve(stem + "-" + i + end);
    }
    return to;
  }

  @Override
  public void close() {
    closed = true;
  }
}
