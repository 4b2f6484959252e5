package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.spi.FeatureMap;

/**
 * What a {@link SquaredErrorBank} holds for an image: the features of one level of the network as
 * one vector.
 */
public enum ImageVector {
  /**
   * The mean of each feature over all positions, {@code [channels]}: a small vector without
   * positions.
   */
  AVERAGED {
    @Override
    float[] read(FeatureMap map) {
      int places = map.height() * map.width();
      float[] means = new float[map.channels()];
      for (int c = 0; c < means.length; c++) {
        double sum = 0;
        for (int i = c * places; i < (c + 1) * places; i++) {
          sum += map.values()[i];
        }
        means[c] = (float) (sum / places);
      }
      return means;
    }
  },
  /**
   * The standard deviation of each feature over all positions, {@code [channels]}. At a fine level
   * it reacts to a small defect that hardly changes the mean, and does not react to brightness.
   */
  SPREAD {
    @Override
    float[] read(FeatureMap map) {
      int places = map.height() * map.width();
      float[] means = AVERAGED.read(map);
      float[] spreads = new float[map.channels()];
      for (int c = 0; c < spreads.length; c++) {
        double squares = 0;
        for (int i = c * places; i < (c + 1) * places; i++) {
          double difference = (double) map.values()[i] - means[c];
          squares += difference * difference;
        }
        spreads[c] = (float) Math.sqrt(squares / places);
      }
      return spreads;
    }
  };

  /**
   * The vector of an image.
   *
   * @param map the features of one image
   * @throws IllegalArgumentException if the map is of several images
   */
  public float[] of(FeatureMap map) {
    checkArgument(map.batch() == 1, "one vector of %s images", map.batch());
    return read(map);
  }

  abstract float[] read(FeatureMap map);
}
