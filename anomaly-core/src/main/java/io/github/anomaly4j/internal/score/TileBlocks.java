package io.github.anomaly4j.internal.score;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which image each scored tile is of.
 *
 * @param images the image of each normal tile
 * @param damaged the image of each damaged tile
 * @param usual the usual number of tiles of an image
 */
public record TileBlocks(List<Integer> images, List<Integer> damaged, int usual) {

  public TileBlocks {
    images = ImmutableList.copyOf(images);
    damaged = ImmutableList.copyOf(damaged);
  }

  /** The values of each image's tiles, in the order of the images. */
  public List<double[]> split(double[] tiles) {
    return ImmutableList.copyOf(byImage(tiles).values());
  }

  private Map<Integer, double[]> byImage(double[] tiles) {
    checkArgument(tiles.length == images.size(), "%s of %s tiles", tiles.length, images.size());
    Map<Integer, List<Double>> split = new TreeMap<>();
    for (int i = 0; i < tiles.length; i++) {
      split.computeIfAbsent(images.get(i), none -> new ArrayList<>()).add(tiles[i]);
    }
    Map<Integer, double[]> values = new TreeMap<>();
    split.forEach((image, own) -> values.put(image, Doubles.toArray(own)));
    return values;
  }

  /** The model of the highest value of an image's tiles. */
  public BlockMaxima maxima(double[] tiles) {
    return BlockMaxima.fit(split(tiles), usual);
  }

  /** The highest value of each image's tiles, as if each had the usual number of them. */
  public double[] highest(double[] tiles) {
    BlockMaxima maxima = maxima(tiles);
    return split(tiles).stream()
        .mapToDouble(own -> maxima.atUsual(Doubles.max(own), own.length))
        .toArray();
  }

  /**
   * The value of each image of which one tile is damaged, as if each had the usual number of tiles.
   *
   * @param tiles of the normal images
   * @param ofDamaged the values of the damaged tiles
   */
  double[] withDamage(double[] tiles, double[] ofDamaged) {
    Map<Integer, double[]> all = byImage(tiles);
    BlockMaxima maxima = maxima(tiles);
    double[] highest = new double[ofDamaged.length];
    for (int i = 0; i < highest.length; i++) {
      double[] own = all.get(damaged.get(i));
      highest[i] = maxima.atUsual(Math.max(ofDamaged[i], Doubles.max(own)), own.length);
    }
    return highest;
  }
}
