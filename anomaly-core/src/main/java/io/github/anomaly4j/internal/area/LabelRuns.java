package io.github.anomaly4j.internal.area;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Comparator.comparingInt;

import io.github.anomaly4j.area.Area;
import io.github.anomaly4j.area.Areas;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A label for each pixel of an image, row by row, kept as runs of equal labels: areas have few
 * edges, so that a large image takes little memory. Immutable, thread safe.
 */
final class LabelRuns {
  /** The label of pixels that are not looked at. */
  static final int IGNORED = 0;

  /** The label of the others, but for those of special areas. */
  static final int PLAIN = 1;

  /** The label of the first area, if it is special: if it has a name or a threshold. */
  static final int FIRST = 2;

  /** The bytes of a packed run: its length and its label. */
  private static final int PACKED = 2 * Integer.BYTES;

  /** Where each run ends, exclusive. */
  private final int[] ends;

  /** Of each run. */
  private final int[] labels;

  /** How many pixels before each run are looked at. */
  private final int[] before;

  private LabelRuns(int[] ends, int[] labels) {
    this.ends = ends;
    this.labels = labels;
    this.before = new int[ends.length];
    for (int run = 1; run < ends.length; run++) {
      before[run] = inspectedBefore(run - 1, ends[run - 1]);
    }
  }

  /** Gathers runs, in order. */
  static final class Builder {
    private int[] ends = new int[16];
    private int[] labels = new int[16];
    private int count;
    private int pixels;

    void add(int length, int label) {
      pixels = Math.addExact(pixels, length);
      if (count > 0 && labels[count - 1] == label) {
        ends[count - 1] = pixels;
        return;
      }
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
        labels = Arrays.copyOf(labels, 2 * count);
      }
      ends[count] = pixels;
      labels[count++] = label;
    }

    LabelRuns build() {
      return new LabelRuns(Arrays.copyOf(ends, count), Arrays.copyOf(labels, count));
    }
  }

  /** The pixels of some areas. */
  static LabelRuns of(Areas areas) {
    boolean all = areas.all().stream().noneMatch(Area::inspected);
    // What is special stays where others are included too, and what is ignored stays everywhere.
    List<Integer> order =
        IntStream.range(0, areas.all().size())
            .boxed()
            .sorted(
                comparingInt(i -> label(areas, i) == IGNORED ? Integer.MAX_VALUE : label(areas, i)))
            .toList();
    Builder runs = new Builder();
    int[] row = new int[areas.width()];
    for (int y = 0; y < areas.height(); y++) {
      Arrays.fill(row, all ? PLAIN : IGNORED);
      for (int i : order) {
        int[] spans = areas.all().get(i).shape().spans(y);
        for (int span = 0; span < spans.length; span += 2) {
          Arrays.fill(row, spans[span], spans[span + 1], label(areas, i));
        }
      }
      for (int label : row) {
        runs.add(1, label);
      }
    }
    return runs.build();
  }

  private static int label(Areas areas, int number) {
    Area area = areas.all().get(number);
    boolean isSpecial = !area.name().isEmpty() || area.mapThreshold().isPresent();
    return !area.inspected() ? IGNORED : isSpecial ? FIRST + number : PLAIN;
  }

  /**
   * What {@link #packed} gave.
   *
   * @param labels there are
   * @throws IllegalArgumentException if it has another label, or cannot be
   */
  static LabelRuns of(byte[] packed, int labels) {
    checkArgument(
        packed.length > 0 && packed.length % PACKED == 0, "areas of %s bytes", packed.length);
    ByteBuffer given = ByteBuffer.wrap(packed);
    Builder runs = new Builder();
    while (given.hasRemaining()) {
      int length = given.getInt();
      int label = given.getInt();
      checkArgument(
          length > 0 && length <= Integer.MAX_VALUE - runs.pixels && label >= 0 && label < labels,
          "%s pixels of an area %s",
          length,
          label);
      runs.add(length, label);
    }
    return runs.build();
  }

  byte[] packed() {
    ByteBuffer packed = ByteBuffer.allocate(PACKED * ends.length);
    for (int run = 0; run < ends.length; run++) {
      packed.putInt(ends[run] - start(run)).putInt(labels[run]);
    }
    return packed.array();
  }

  int pixels() {
    return ends[ends.length - 1];
  }

  int count() {
    return ends.length;
  }

  private int start(int run) {
    return run == 0 ? 0 : ends[run - 1];
  }

  /** Where a run ends, exclusive. */
  int end(int run) {
    return ends[run];
  }

  boolean isInspected(int run) {
    return labels[run] != IGNORED;
  }

  /** The run that a pixel is in. */
  int run(int pixel) {
    int found = Arrays.binarySearch(ends, pixel + 1);
    return found < 0 ? -found - 1 : found;
  }

  /** The label of a pixel. */
  int label(int pixel) {
    return labels[run(pixel)];
  }

  /** How many pixels before one, or before the end, are looked at. */
  int inspectedBefore(int pixel) {
    return pixel == 0 ? 0 : inspectedBefore(run(pixel - 1), pixel);
  }

  private int inspectedBefore(int run, int pixel) {
    return before[run] + (labels[run] == IGNORED ? 0 : pixel - start(run));
  }
}
