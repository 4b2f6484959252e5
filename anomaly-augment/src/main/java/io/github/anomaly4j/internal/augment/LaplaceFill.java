package io.github.anomaly4j.internal.augment;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The smoothest continuation of given values into a region: the solution of Laplace's equation with
 * the values around the region as its boundary, and no flow across the border of the box.
 *
 * <p>Solved from coarse to fine: each level of half the resolution gives the next one its initial
 * values, and a fixed number of sweeps of successive over-relaxation polishes it (cascadic
 * multigrid; Bornemann and Deuflhard, 1996). The cost is a fixed number of operations a pixel; the
 * remaining error is as smooth as the solution and a few hundredths of the range of the values
 * around.
 */
public final class LaplaceFill {
  private static final int SWEEPS = 30;
  private static final float RELAXATION = 1.6f;

  private final int width;
  private final boolean[] unknown;
  private final int[] places;
  private final int[] neighbors;
  private final @Nullable LaplaceFill coarser;

  /**
   * Prepares a region.
   *
   * @param unknown the pixels to fill in, {@code [height][width]}
   */
  public LaplaceFill(int width, int height, boolean[] unknown) {
    this.width = width;
    this.unknown = unknown;
    int[] found = new int[unknown.length];
    int count = 0;
    for (int i = 0; i < unknown.length; i++) {
      if (unknown[i]) {
        found[count++] = i;
      }
    }
    places = Arrays.copyOf(found, count);
    neighbors = new int[4 * count];
    for (int n = 0; n < count; n++) {
      int i = places[n];
      // Beyond the border the pixel is repeated: no slope, so no flow.
      neighbors[4 * n] = i % width > 0 ? i - 1 : i;
      neighbors[4 * n + 1] = i % width < width - 1 ? i + 1 : i;
      neighbors[4 * n + 2] = i >= width ? i - width : i;
      neighbors[4 * n + 3] = i + width < unknown.length ? i + width : i;
    }
    coarser = count > 0 && Math.max(width, height) > 2 ? coarser(width, height) : null;
  }

  private LaplaceFill coarser(int width, int height) {
    int coarseWidth = (width + 1) / 2;
    int coarseHeight = (height + 1) / 2;
    boolean[] inner = new boolean[coarseWidth * coarseHeight];
    Arrays.fill(inner, true);
    for (int i = 0; i < unknown.length; i++) {
      inner[parent(i)] &= unknown[i];
    }
    return new LaplaceFill(coarseWidth, coarseHeight, inner);
  }

  private int parent(int i) {
    return i / width / 2 * ((width + 1) / 2) + i % width / 2;
  }

  /** Replaces the unknown values of the plane. */
  public void fill(float[] plane) {
    if (coarser == null) {
      for (int i : places) {
        plane[i] = 0;
      }
    } else {
      float[] coarse = shrunken(plane);
      coarser.fill(coarse);
      for (int i : places) {
        plane[i] = coarse[parent(i)];
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int n = 0; n < places.length; n++) {
        int at = 4 * n;
        float mean =
            0.25f
                * (plane[neighbors[at]]
                    + plane[neighbors[at + 1]]
                    + plane[neighbors[at + 2]]
                    + plane[neighbors[at + 3]]);
        plane[places[n]] += RELAXATION * (mean - plane[places[n]]);
      }
    }
  }

  /** The mean of the known pixels under each coarse pixel; 0 if there are none. */
  private float[] shrunken(float[] plane) {
    float[] sums = new float[requireNonNull(coarser).unknown.length];
    int[] counts = new int[sums.length];
    for (int i = 0; i < plane.length; i++) {
      if (!unknown[i]) {
        sums[parent(i)] += plane[i];
        counts[parent(i)]++;
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= Math.max(1, counts[i]);
    }
    return sums;
  }
}
