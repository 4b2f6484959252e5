package io.github.anomaly4j.internal.area;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.area.Area;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.spi.Grid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Which pixels of a product's images are looked at. Images of other sizes are read by shares of
 * their sides. Immutable, thread safe.
 */
public final class InspectedArea {
  private static final byte IGNORED = 0;
  private static final byte PLAIN = 1;

  /** The label of the first special area. */
  private static final int FIRST = 2;

  private final int width;
  private final int height;

  /** {@code [height, width]}: {@link #IGNORED}, {@link #PLAIN} or that of a special area. */
  private final byte[] labels;

  private final List<Special> special;

  /** How many pixels above and to the left of a corner are looked at. */
  private final int[] sums;

  /**
   * An area with a name or a threshold.
   *
   * @param mapThreshold null for the product's
   */
  public record Special(String name, @Nullable Double mapThreshold) {}

  private InspectedArea(int width, int height, byte[] labels, List<Special> special) {
    this.width = width;
    this.height = height;
    this.labels = labels;
    this.special = List.copyOf(special);
    this.sums = new int[(width + 1) * (height + 1)];
    for (int y = 0; y < height; y++) {
      int row = 0;
      for (int x = 0; x < width; x++) {
        row += labels[y * width + x] == IGNORED ? 0 : 1;
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
      }
    }
  }

  /** The pixels of some areas. */
  public static InspectedArea of(Areas areas) {
    byte[] labels = new byte[Math.multiplyExact(areas.width(), areas.height())];
    List<Special> special = new ArrayList<>();
    for (Area area : areas.all()) {
      OptionalDouble threshold = area.mapThreshold();
      special.add(new Special(area.name(), threshold.isPresent() ? threshold.getAsDouble() : null));
    }
    for (int i = 0; i < labels.length; i++) {
      int x = i % areas.width();
      int y = i / areas.width();
      if (areas.inspects(x, y)) {
        labels[i] =
            (byte) areas.special(x, y).stream().map(s -> s + FIRST).findFirst().orElse(PLAIN);
      }
    }
    return new InspectedArea(areas.width(), areas.height(), labels, special);
  }

  /** What {@link #content} and {@link #packed} gave. */
  public static InspectedArea of(Content content, byte[] packed) {
    checkArgument(
        content.width() > 0
            && content.height() > 0
            && (long) content.width() * content.height() <= Integer.MAX_VALUE / 8,
        "areas of %s x %s",
        content.width(),
        content.height());
    byte[] labels = new byte[content.width() * content.height()];
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      checkArgument(
          in.readNBytes(labels, 0, labels.length) == labels.length && in.read() < 0,
          "areas of another size than %s x %s",
          content.width(),
          content.height());
    } catch (IOException e) {
      throw new IllegalArgumentException("areas that cannot be read: " + e.getMessage(), e);
    }
    for (byte label : labels) {
      checkArgument(
          Byte.toUnsignedInt(label) < FIRST + content.special().size(),
          "an area of label %s",
          label);
    }
    return new InspectedArea(content.width(), content.height(), labels, content.special());
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

  /** The pixels, compressed. */
  public byte[] packed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(labels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
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
      for (int column = 0; column < columns; column++) {
        int x = (int) ((column + 0.5) * width / columns);
        inspected[row * columns + column] = labels[y * width + x] != IGNORED;
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
    int line = width + 1;
    int inspected =
        sums[bottom * line + right]
            - sums[top * line + right]
            - sums[bottom * line + left]
            + sums[top * line + left];
    return (double) inspected / ((bottom - top) * (right - left));
  }

  private static int pixel(double share, int side, int least) {
    int most = least == 0 ? side - 1 : side;
    return (int) Math.max(least, Math.min(most, Math.round(share * side)));
  }

  /** The same in images that were moved in a way that depends on their size alone. */
  public InspectedArea moved(UnaryOperator<Image> move) {
    float[] white = new float[Image.CHANNELS * labels.length];
    for (int i = 0; i < white.length; i++) {
      white[i] = labels[i % labels.length] == IGNORED ? 0 : 1;
    }
    Image image = move.apply(Image.of(width, height, white));
    byte[] turned = new byte[labels.length];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = image.at(0, i % image.width(), i / image.width()) > 0.5f ? PLAIN : IGNORED;
    }
    return new InspectedArea(image.width(), image.height(), turned, List.of());
  }

  /** The name of the area that a pixel is in; empty if it has none. */
  public String nameAt(int x, int y) {
    int label = Byte.toUnsignedInt(labels[y * width + x]);
    return label < FIRST ? "" : special.get(label - FIRST).name();
  }

  /**
   * Lowers the values of a map where nothing is looked at to the lowest of the others, and moves
   * those of areas with a threshold of their own, so that the product's threshold applies to them.
   *
   * @param values {@code [rows, columns]} over the image; changed
   */
  public void apply(float[] values, int rows, int columns, double mapThreshold) {
    boolean[] inspected = on(Grid.even(rows, columns));
    float lowest = Float.POSITIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      if (inspected[i]) {
        int x = (int) ((i % columns + 0.5) * width / columns);
        int y = (int) ((i / columns + 0.5) * height / rows);
        int label = Byte.toUnsignedInt(labels[y * width + x]);
        Double own = label < FIRST ? null : special.get(label - FIRST).mapThreshold();
        values[i] += own == null ? 0 : (float) (mapThreshold - own);
        lowest = Math.min(lowest, values[i]);
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = inspected[i] ? values[i] : lowest;
    }
  }
}
