package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import io.github.anomaly4j.internal.training.image.ImageSite.Sighting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * Looks at each image of a training for the first time, several at once.
 *
 * <p>An image for which there is too little memory is looked at again when no other one is held, so
 * that it depends on the image and the heap alone whether it can be read, not on the threads.
 */
record FirstLook(Setting setting, DecodedImages decoded) {

  /**
   * What is seen of an image.
   *
   * @param image empty if it was looked at elsewhere, or cannot be read
   */
  record Looked(Sighting sighting, Optional<SeenImage> image) {}

  /** Takes what was seen of an image. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes it.
     *
     * @throws OutOfMemoryError if there is too little memory; it may be given again then
     */
    void take(ImageEntry entry, Looked looked) throws IOException;
  }

  /** Is told why an image cannot be taken. */
  @FunctionalInterface
  interface Skipper {
    void skip(ImageEntry entry, Throwable problem) throws IOException;
  }

  /**
   * Looks at images and has them taken or skipped, in order.
   *
   * @throws InterruptedIOException if the thread is interrupted
   */
  void each(List<ImageEntry> entries, Taker taker, Skipper skipper) throws IOException {
    // The files of tiles may be so large that one is enough for memory.
    int atOnce = setting.config().tiles() == null ? 2 * Workers.here().threads() : 1;
    int done = 0;
    while (done < entries.size()) {
      done += several(entries.subList(done, entries.size()), atOnce, taker, skipper);
      if (done < entries.size()) {
        alone(entries.get(done), taker, skipper);
        done++;
        atOnce = Math.max(1, atOnce / 2);
      }
    }
  }

  /**
   * Looks at several images at once, up to the first for which there is too little memory.
   *
   * @return how many were taken or skipped
   */
  private int several(List<ImageEntry> entries, int atOnce, Taker taker, Skipper skipper)
      throws IOException {
    boolean[] enough = {true};
    Stream<ImageEntry> source = entries.stream().takeWhile(entry -> enough[0]);
    try (Stream<Looked> looks = Workers.here().inOrder(source, atOnce, this::look)) {
      Iterator<Looked> inOrder = looks.iterator();
      for (int i = 0; i < entries.size(); i++) {
        TrainingImages.requireNotInterrupted();
        if (!done(entries.get(i), inOrder.next(), taker, skipper)) {
          enough[0] = false;
          // The images ahead are in memory, or other threads read them: they are read again.
          inOrder.forEachRemaining(ahead -> {});
          return i;
        }
      }
      return entries.size();
    } catch (CancellationException e) {
      TrainingImages.requireNotInterrupted();
      throw e;
    }
  }

  /** Whether the image was taken or skipped. */
  private static boolean done(ImageEntry entry, Looked looked, Taker taker, Skipper skipper)
      throws IOException {
    try {
      taker.take(entry, looked);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException | OutOfMemoryError e) {
      // Decoders name the image for which there was too little memory.
      if (e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError) {
        return false;
      }
      skipper.skip(entry, e);
    }
    return true;
  }

  private void alone(ImageEntry entry, Taker taker, Skipper skipper) throws IOException {
    // Which ones are kept depends on the threads.
    decoded.forget();
    try {
      taker.take(entry, look(entry));
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException | OutOfMemoryError e) {
      skipper.skip(entry, e);
    }
  }

  private Looked look(ImageEntry entry) {
    try {
      SeenImage image = see(entry);
      SeenImage.Facts facts = facts(entry, image);
      return new Looked(() -> facts, Optional.of(image));
    } catch (IOException e) {
      return new Looked(
          () -> {
            throw e;
          },
          Optional.empty());
    } catch (OutOfMemoryError e) {
      return new Looked(
          () -> {
            throw e;
          },
          Optional.empty());
    }
  }

  private SeenImage see(ImageEntry entry) throws IOException {
    if (setting.config().tiles() == null) {
      return SeenImage.of(decoded.read(entry));
    }
    try (LargeImage large = entry.open(decoded.reader())) {
      return SeenImage.of(large);
    }
  }

  private SeenImage.Facts facts(ImageEntry entry, SeenImage image) throws IOException {
    Optional<InspectedArea> area = Optional.ofNullable(setting.areas().get(entry.category()));
    image.requireSize(entry, area);
    return SeenImage.facts(entry, image, image.looked(area), setting.intake());
  }
}
