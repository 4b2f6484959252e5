package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.score.TileBlocks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What one category is learned from.
 *
 * @param learned in the order of the images and, within an image, from top to bottom
 * @param scored likewise, without what was learned from their images
 * @param tiles the usual number of tiles of an image; empty if images are taken as a whole
 */
public record Lesson(List<Piece> learned, List<Piece> scored, OptionalInt tiles) {

  public Lesson {
    learned = List.copyOf(learned);
    scored = List.copyOf(scored);
  }

  /** Images that are taken as a whole. */
  static Lesson of(List<ImageEntry> images) {
    List<Piece> whole =
        IntStream.range(0, images.size())
            .mapToObj(i -> new Piece(images.get(i), i, Optional.empty()))
            .toList();
    return new Lesson(whole, whole, OptionalInt.empty());
  }

  /**
   * The pieces that are damaged to measure how far damage stands out, evenly spread.
   *
   * @param most how many there are at most
   */
  public List<Integer> sound(int most) {
    int count = Math.min(most, scored.size());
    // Images are shuffled, so the first ones are as good as any; tiles are in order.
    return IntStream.range(0, count)
        .map(i -> tiles.isPresent() ? (int) ((long) i * scored.size() / count) : i)
        .boxed()
        .toList();
  }

  /** The images of scored tiles. */
  public Optional<TileBlocks> blocks(List<Integer> damaged) {
    return tiles.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TileBlocks(
                scored.stream().map(Piece::image).toList(),
                damaged.stream().map(piece -> scored.get(piece).image()).toList(),
                tiles.getAsInt()));
  }
}
