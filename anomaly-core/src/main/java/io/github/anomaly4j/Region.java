package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A connected place of an image where its {@link AnomalyMap} is above a threshold: a defect, as far
 * as the detector can tell. All positions are in pixels of the image as it was scored, from its
 * upper left corner: of the file, upright as its orientation (EXIF) says unless the detector {@link
 * AnomalyDetectorBuilder#storedOrientation() takes pixels as stored}.
 *
 * <p>Maps are coarser than images, so a region is mostly a few pixels larger than its defect.
 * Places that are closer to each other than a sixty-fourth of the map's longer side (of a tile's,
 * if there are tiles), which a map cannot tell apart, are one region, and holes belong to the
 * region around them. No region is dropped for its size: each has a value above the threshold.
 *
 * @param x the left edge of its bounding box
 * @param y the upper edge of its bounding box
 * @param width of its bounding box, at least 1
 * @param height of its bounding box, at least 1
 * @param area in pixels, at least 1
 * @param share of the image that it covers, in (0, 1]
 * @param centroidX the mean position of its pixels
 * @param centroidY likewise
 * @param peakX a pixel where the map is highest in it
 * @param peakY likewise
 * @param peak the highest value of the map in it
 * @param mean the mean value of the map in it
 * @param areaName the name of the {@linkplain io.github.anomaly4j.area.Areas area} that the peak is
 *     in; empty if it has none
 * @param contour the corners of its outline, clockwise on the screen from the upper left one; its
 *     edges run along the edges of the map's places, and it may touch itself at a corner
 */
public record Region(
    int x,
    int y,
    int width,
    int height,
    long area,
    double share,
    double centroidX,
    double centroidY,
    int peakX,
    int peakY,
    double peak,
    double mean,
    String areaName,
    List<Corner> contour) {

  /** Checks that the box has a size and the contour corners, and copies the contour. */
  public Region {
    checkArgument(
        width >= 1 && height >= 1 && area >= 1, "a region of %s x %s, %s", width, height, area);
    requireNonNull(areaName, "areaName");
    contour = List.copyOf(contour);
    checkArgument(contour.size() >= 4, "a contour of %s corners", contour.size());
  }

  /**
   * A corner of a contour, in pixels: (0, 0) is the upper left corner of the upper left pixel.
   *
   * @param x from the left
   * @param y from the top
   */
  public record Corner(int x, int y) {}

  /** The same region in an area of that name. */
  Region in(String area) {
    return new Region(
        x, y, width, height, this.area, share, centroidX, centroidY, peakX, peakY, peak, mean, area,
        contour);
  }

  /** Whether the middle of a pixel is within the contour. */
  public boolean contains(int pixelX, int pixelY) {
    boolean inside = false;
    Corner from = contour.get(contour.size() - 1);
    for (Corner to : contour) {
      // Edges are upright or level, and only upright ones to the left of the pixel are crossed.
      boolean crossed = from.y() > pixelY != to.y() > pixelY && from.x() <= pixelX;
      inside ^= crossed;
      from = to;
    }
    return inside;
  }
}
