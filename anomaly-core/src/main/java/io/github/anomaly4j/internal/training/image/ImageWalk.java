package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.tile.Tiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Processes images in parallel, and takes the results in order, so that the outcome does not depend
 * on the number of threads.
 *
 * @param tiles how images are cut; null if they are taken as a whole
 */
public record ImageWalk(@Nullable Tiles tiles) {

  /** Gives the image of an index. */
  @FunctionalInterface
  public interface Source {
    Image at(int number) throws IOException;

    private Image unchecked(int number) {
      try {
        return at(number);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An action on the image of an index. */
  @FunctionalInterface
  public interface Action<T> {
    T at(Image image, int number);
  }

  /** A tile that was read. */
  private record Numbered(Image image, int number) {}

  /**
   * Processes the images of the indices from 0 to {@code count - 1}. Tiles are read one after the
   * other, because their files are.
   *
   * @param action called by several threads at once
   * @param taken receives the results, in order
   * @throws java.io.InterruptedIOException if the thread is interrupted
   */
  public <T> void inOrder(int count, Source source, Action<T> action, ObjIntConsumer<T> taken)
      throws IOException {
    Workers workers = Workers.here();
    IntStream numbers = IntStream.range(0, count);
    try (Stream<T> results =
        tiles == null
            ? workers.inOrder(numbers.boxed(), i -> action.at(source.unchecked(i), i))
            : workers.inOrder(
                numbers.mapToObj(i -> new Numbered(source.unchecked(i), i)),
                tiles.atOnce(workers.threads(), Runtime.getRuntime().maxMemory()),
                tile -> action.at(tile.image(), tile.number()))) {
      Iterator<T> inOrder = results.iterator();
      for (int i = 0; i < count; i++) {
        TrainingImages.requireNotInterrupted();
        taken.accept(inOrder.next(), i);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CancellationException e) {
      TrainingImages.requireNotInterrupted();
      throw e;
    }
  }
}
