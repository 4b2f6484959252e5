package io.github.anomaly4j.area;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.area.AreaFile;
import io.github.anomaly4j.internal.area.InspectedArea;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Where to look on the images of one product, all of one size. What is in an included area and in
 * no ignored one is inspected; without an included area, everything that is not ignored. The rest
 * never influences a score: before anything is computed, it gets the mean color of what is
 * inspected.
 *
 * <pre>{@code
 * Areas areas =
 *     Areas.of(1024, 768)
 *         .include("label", Shape.box(100, 40, 300, 200))
 *         .ignore(Shape.polygon(120, 60, 180, 60, 150, 110))
 *         .build();
 * AnomalyDetector.builder().areas("bottle", areas)
 * }</pre>
 *
 * <p>Which product an image shows is found from the whole image; name the product where what is
 * ignored could mislead. Immutable, thread safe.
 */
public final class Areas {
  /** Steps of a few nanoseconds. */
  private static final double MAX_WORK = 1L << 31;

  private final int width;
  private final int height;
  private final ImmutableList<Area> all;

  private Areas(int width, int height, List<Area> all) {
    this.width = width;
    this.height = height;
    this.all = ImmutableList.copyOf(all);
  }

  /**
   * Begins areas for images of one size, upright.
   *
   * @param width of the images, in pixels
   * @param height of the images, in pixels
   * @throws IllegalArgumentException if a side is below 1, or there are 2 to the power of 31 pixels
   *     or more
   */
  public static Builder of(int width, int height) {
    checkArgument(
        width >= 1 && height >= 1 && (long) width * height <= Integer.MAX_VALUE,
        "images of %s x %s pixels",
        width,
        height);
    return new Builder(width, height);
  }

  /** The white pixels of a mask are inspected, the others ignored. */
  public static Areas of(Mask inspected) {
    return of(inspected.width(), inspected.height()).include(Shape.mask(inspected)).build();
  }

  /**
   * Reads the areas of products from a JSON file in UTF-8:
   *
   * <pre>{@code
   * {"bottle": {"width": 1024, "height": 768, "areas": [
   *   {"mode": "include", "name": "label", "box": [100, 40, 300, 200], "mapThreshold": 3.5},
   *   {"mode": "ignore", "polygon": [[120, 60], [180, 60], [150, 110]]},
   *   {"mode": "ignore", "mask": "fixture.png"}]}}
   * }</pre>
   *
   * Name and threshold may be left out. The path of a mask is relative to the file's folder.
   *
   * @return areas by product
   * @throws IOException if the file or a mask cannot be read or is not as described, or the images
   *     would be over {@link DecodeLimits#defaults()}; the message says where
   */
  public static Map<String, Areas> read(Path json) throws IOException {
    return read(json, DecodeLimits.defaults());
  }

  /**
   * The same for images of any size.
   *
   * @param images how large they, and so the masks, may be
   */
  public static Map<String, Areas> read(Path json, DecodeLimits images) throws IOException {
    return AreaFile.read(json, images);
  }

  /** Width of the images, in pixels. */
  public int width() {
    return width;
  }

  /** Height of the images, in pixels. */
  public int height() {
    return height;
  }

  /** The areas, in the order in which they were given. */
  public List<Area> all() {
    return all;
  }

  /** Gathers areas. For one thread at a time. */
  public static final class Builder {
    private final int width;
    private final int height;
    private final List<Area> all = new ArrayList<>();

    private Builder(int width, int height) {
      this.width = width;
      this.height = height;
    }

    /** Adds an area that is inspected. */
    public Builder include(Shape shape) {
      return include("", shape);
    }

    /** Adds an area that is inspected, and names the regions in it. */
    public Builder include(String name, Shape shape) {
      return add(new Area(true, name, shape, OptionalDouble.empty()));
    }

    /** Adds an area that is inspected with a threshold of its own for the anomaly map. */
    public Builder include(String name, Shape shape, double mapThreshold) {
      return add(new Area(true, name, shape, OptionalDouble.of(mapThreshold)));
    }

    /** Adds an area that is ignored. */
    public Builder ignore(Shape shape) {
      return add(new Area(false, "", shape, OptionalDouble.empty()));
    }

    /**
     * Adds an area.
     *
     * @throws IllegalArgumentException if it is not within the images, or a mask of another size
     */
    public Builder add(Area area) {
      area.shape().requireWithin(width, height);
      checkArgument(all.size() < 250, "more than 250 areas");
      all.add(area);
      return this;
    }

    /**
     * The areas.
     *
     * @throws IllegalArgumentException if they leave no pixel to look at, or have too many corners:
     *     finding their pixels would take longer than a few seconds
     */
    public Areas build() {
      double work = all.stream().mapToDouble(area -> area.shape().work()).sum();
      checkArgument(
          work <= MAX_WORK,
          "areas with too many corners: their numbers times the rows that they cover are %s;"
              + " expected at most %s",
          work,
          MAX_WORK);
      Areas areas = new Areas(width, height, all);
      checkArgument(
          !InspectedArea.of(areas).isEmpty(),
          "these areas leave nothing of images of %s x %s pixels to look at: %s",
          width,
          height,
          all);
      return areas;
    }
  }
}
