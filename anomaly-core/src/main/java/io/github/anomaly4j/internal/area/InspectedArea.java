package io.github.anomaly4j.internal.area;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import io.github.anomaly4j.area.Area;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which pixels of a product's images are looked at. Images of other sizes are read by shares of
 * their sides. Pixels are kept as runs, so that a large image takes little memory. Immutable,
 * thread safe.
 */
public final class InspectedArea {
  private final int width;
  private final int height;

  private final LabelRuns labels;

  private final List<Special> special;

  /**
   * An area with a name or a threshold.
   *
   * @param mapThreshold null for the product's
   */
  public record Special(String name, @Nullable Double mapThreshold) {
    public Special {
      requireNonNull(name, "an area's name");
      checkArgument(
          mapThreshold == null || Math.abs(mapThreshold) <= 1e6,
          "an area's threshold of %s",
          mapThreshold);
    }
  }

  private InspectedArea(int width, int height, LabelRuns labels, List<Special> special) {
    this.width = width;
    this.height = height;
    this.labels = labels;
    this.special = List.copyOf(special);
  }

  /** The pixels of some areas. */
  public static InspectedArea of(Areas areas) {
    List<Special> special = new ArrayList<>();
    for (Area area : areas.all()) {
      OptionalDouble threshold = area.mapThreshold();
      special.add(new Special(area.name(), threshold.isPresent() ? threshold.getAsDouble() : null));
    }
    return new InspectedArea(areas.width(), areas.height(), LabelRuns.of(areas), special);
  }

  /**
   * What {@link #content} and {@link #packed} gave.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static InspectedArea of(Content content, byte[] packed) {
    LabelRuns labels = LabelRuns.of(packed, LabelRuns.FIRST + content.special().size());
    checkArgument(
        content.width() > 0
            && content.height() > 0
            && (long) content.width() * content.height() == labels.pixels(),
        "areas of %s x %s that have %s pixels",
        content.width(),
        content.height(),
        labels.pixels());
    InspectedArea area =
        new InspectedArea(content.width(), content.height(), labels, content.special());
    checkArgument(!area.isEmpty(), "areas that leave nothing to look at");
    return area;
  }

  /** The JSON part. */
  public record Content(int width, int height, List<Special> special) {
    public Content {
      special = List.copyOf(special);
    }
  }

  /** The JSON part. */
  public Content content() {
    return new Content(width, height, special);
  }

  /** The pixels. */
  public byte[] packed() {
    return labels.packed();
  }

  /** Whether nothing is looked at. */
  public boolean isEmpty() {
    return labels.inspectedBefore(labels.pixels()) == 0;
  }

  /** Identifies the pixels that are looked at. */
  public String fingerprint() {
    return Hashing.sha256().newHasher().putInt(width).putBytes(packed()).hash().toString();
  }

  /** Whether an image has the size that the areas are for; in another they would be elsewhere. */
  public boolean fits(Image image) {
    return image.width() == width && image.height() == height;
  }

  /** What is expected of an image, for messages. */
  public String expected(String category) {
    return "%d x %d, the size that the areas of %s are for".formatted(width, height, category);
  }

  /** What to do about an image of another size, for messages. */
  public static String advice() {
    return "give images of one size, or areas for this size";
  }

  /** Whether at least half of some damage is looked at; true if there is none. */
  public boolean shows(Mask damage) {
    boolean[] inspected = inspected(damage.width(), damage.height());
    double all = 0;
    double seen = 0;
    for (int i = 0; i < inspected.length; i++) {
      float weight = damage.at(i % damage.width(), i / damage.width());
      all += weight;
      seen += inspected[i] ? weight : 0;
    }
    return seen >= all / 2;
  }

  /** The image with the mean color of what is looked at everywhere else. */
  public Image filled(Image image) {
    float[] pixels = image.toArray();
    int plane = image.width() * image.height();
    boolean[] inspected = inspected(image.width(), image.height());
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      double sum = 0;
      int count = 0;
      for (int i = 0; i < plane; i++) {
        if (inspected[i]) {
          sum += pixels[channel * plane + i];
          count++;
        }
      }
      float mean = (float) (sum / Math.max(1, count));
      for (int i = 0; i < plane; i++) {
        if (!inspected[i]) {
          pixels[channel * plane + i] = mean;
        }
      }
    }
    return image
        .origin()
        .map(origin -> Image.of(image.width(), image.height(), pixels, origin))
        .orElseGet(() -> Image.of(image.width(), image.height(), pixels));
  }

  private boolean[] inspected(int columns, int rows) {
    boolean[] inspected = new boolean[columns * rows];
    for (int row = 0; row < rows; row++) {
      int y = (int) ((row + 0.5) * height / rows);
      int run = labels.run(y * width);
      for (int column = 0; column < columns; column++) {
        int x = (int) ((column + 0.5) * width / columns);
        while (labels.end(run) <= y * width + x) {
          run++;
        }
        inspected[row * columns + column] = labels.isInspected(run);
      }
    }
    return inspected;
  }

  /**
   * Which positions of a grid are looked at: those of whose cells at least half is; if there is
   * none, the one of which most is.
   */
  public boolean[] on(Grid grid) {
    boolean[] inside = grid.inside();
    int columns = grid.columns().cells();
    int most = 0;
    double best = -1;
    boolean any = false;
    for (int i = 0; i < inside.length; i++) {
      if (inside[i]) {
        double share = share(grid.rows(), i / columns, grid.columns(), i % columns);
        inside[i] = share >= 0.5;
        any |= inside[i];
        most = share > best ? i : most;
        best = Math.max(best, share);
      }
    }
    inside[most] |= !any;
    return inside;
  }

  private double share(Grid.Axis rows, int row, Grid.Axis columns, int column) {
    int top = pixel(rows.middle(row) - rows.step() / 2, height, 0);
    int bottom = pixel(rows.middle(row) + rows.step() / 2, height, top + 1);
    int left = pixel(columns.middle(column) - columns.step() / 2, width, 0);
    int right = pixel(columns.middle(column) + columns.step() / 2, width, left + 1);
    int inspected = 0;
    for (int y = top; y < bottom; y++) {
      inspected +=
          labels.inspectedBefore(y * width + right) - labels.inspectedBefore(y * width + left);
    }
    return (double) inspected / ((bottom - top) * (right - left));
  }

  private static int pixel(double share, int side, int least) {
    int most = least == 0 ? side - 1 : side;
    return (int) Math.max(least, Math.min(most, Math.round(share * side)));
  }

  /** The same in images that were moved in a way that depends on their size alone. */
  public InspectedArea moved(UnaryOperator<Image> move) {
    boolean[] inspected = inspected(width, height);
    float[] white = new float[Image.CHANNELS * inspected.length];
    for (int i = 0; i < white.length; i++) {
      white[i] = inspected[i % inspected.length] ? 1 : 0;
    }
    Image image = move.apply(Image.of(width, height, white));
    LabelRuns.Builder runs = new LabelRuns.Builder();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        runs.add(1, image.at(0, x, y) > 0.5f ? LabelRuns.PLAIN : LabelRuns.IGNORED);
      }
    }
    return new InspectedArea(image.width(), image.height(), runs.build(), List.of());
  }

  /** The name of the area that a pixel is in; empty if it has none. */
  public String nameAt(int x, int y) {
    return special(y * width + x).map(Special::name).orElse("");
  }

  private Optional<Special> special(int pixel) {
    int label = labels.label(pixel);
    return label < LabelRuns.FIRST
        ? Optional.empty()
        : Optional.of(special.get(label - LabelRuns.FIRST));
  }

  /**
   * Lowers the values of a map where nothing is looked at to the lowest of the others, and below
   * the threshold, and moves those of areas with a threshold of their own, so that the product's
   * threshold applies to them.
   *
   * @param values {@code [rows, columns]} over the image; changed
   */
  public void apply(float[] values, int rows, int columns, double mapThreshold) {
    boolean[] inspected = on(Grid.even(rows, columns));
    // What is ignored is not marked, even if all the rest is.
    float lowest = Math.nextDown((float) mapThreshold);
    for (int i = 0; i < values.length; i++) {
      if (inspected[i]) {
        int x = (int) ((i % columns + 0.5) * width / columns);
        int y = (int) ((i / columns + 0.5) * height / rows);
        Double own = special(y * width + x).map(Special::mapThreshold).orElse(null);
        values[i] += own == null ? 0 : (float) (mapThreshold - own);
        lowest = Math.min(lowest, values[i]);
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = inspected[i] ? values[i] : lowest;
    }
  }
}
