package io.github.anomaly4j.internal.server.source;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.server.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The test images of a folder, again and again, as if a line made them: to see the station at work.
 * The files stay where they are.
 */
public final class Replay implements ImageSource {
  private static final long SEED = 42;

  private final List<Path> files;
  private final Duration every;
  private int next;
  private volatile boolean closed;

  /**
   * Replays a folder.
   *
   * @param folder in a layout that {@link ImageSet#folder} reads, with test images
   * @param every how long one image is after the other
   * @throws IOException if the folder cannot be read or has no test images
   */
  public Replay(Path folder, Duration every) throws IOException {
    List<Path> found =
        new ArrayList<>(
            ImageSet.folder(folder).entries().stream()
                .filter(entry -> entry.split() == Split.TEST)
                .map(ImageEntry::file)
                .toList());
    if (found.isEmpty()) {
      throw new IOException(folder + " has no test images to replay: expected PRODUCT/test/KIND/*");
    }
    Collections.shuffle(found, new Random(SEED));
    this.files = List.copyOf(found);
    this.every = every;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Optional<Shot> next() throws IOException, InterruptedException {
    Thread.sleep(every.toMillis());
    if (closed) {
      return Optional.empty();
    }
    Path file = files.get(next++ % files.size());
    return Optional.of(new Shot(Files.readAllBytes(file), null, null));
  }

  @Override
  public void done(Shot shot, Outcome outcome, String reason) {}

  @Override
  public void close() {
    closed = true;
  }
}
