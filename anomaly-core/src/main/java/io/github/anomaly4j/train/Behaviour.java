package io.github.anomaly4j.train;

import io.github.anomaly4j.unet.FeatureMap;
import io.github.anomaly4j.unet.UNet;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a network does with the held-out pictures, whatever its losses.
 *
 * @param within variance within its restored pictures, as a share of that within the pictures
 * @param between variance across its restored pictures, as a share of that across the pictures
 * @param dead share of the encoder's channels that are zero everywhere on all pictures
 * @param copied how much of obvious damage d - c is left in its restored pictures r: {@code sum((r
 *     - c)(d - c)) / sum((d - c)^2)}, 0 restored, 1 copied
 */
record Behaviour(double within, double between, double dead, double copied) {

  /** Adds pictures up. */
  static final class Measure {
    private final Variance inputs = new Variance();
    private final Variance outputs = new Variance();
    private final Map<String, BitSet> alive = new TreeMap<>();
    private int channels;
    private double kept;
    private double changed;

    /** Undamaged pictures and the output for them, with the encoder's features. */
    void addClean(Batch batch, UNet.Output output) {
      inputs.add(batch.clean(), batch.count());
      outputs.add(output.reconstruction().values(), batch.count());
      channels = output.features().values().stream().mapToInt(FeatureMap::channels).sum();
      output
          .features()
          .forEach((name, map) -> addAlive(map, alive.computeIfAbsent(name, n -> new BitSet())));
    }

    private static void addAlive(FeatureMap map, BitSet channels) {
      int pixels = map.height() * map.width();
      float[] values = map.values();
      for (int i = 0; i < values.length; i++) {
        if (values[i] != 0) {
          int plane = i / pixels;
          channels.set(plane % map.channels());
          // The rest of this plane has nothing to add.
          i = (plane + 1) * pixels - 1;
        }
      }
    }

    void addDamaged(Batch batch, UNet.Output output) {
      float[] restored = output.reconstruction().values();
      for (int i = 0; i < restored.length; i++) {
        double clean = batch.clean()[i];
        double damage = batch.damaged()[i] - clean;
        kept += (restored[i] - clean) * damage;
        changed += damage * damage;
      }
    }

    Behaviour result() {
      int living = alive.values().stream().mapToInt(BitSet::cardinality).sum();
      return new Behaviour(
          share(outputs.within(), inputs.within()),
          share(outputs.between(), inputs.between()),
          1 - (double) living / channels,
          changed == 0 ? 0 : kept / changed);
    }

    /** Pictures without any variance ask for none. */
    private static double share(double output, double input) {
      return input == 0 ? 1 : output / input;
    }
  }

  /** Variance of colour planes: within each, and of each pixel across pictures; means of both. */
  private static final class Variance {
    private double[] sum;
    private double[] squares;
    private double within;
    private int pictures;

    void add(float[] values, int count) {
      int length = values.length / count;
      if (sum == null) {
        sum = new double[length];
        squares = new double[length];
      }
      int plane = length / 3;
      for (int start = 0; start < values.length; start += plane) {
        double planeSum = 0;
        double planeSquares = 0;
        for (int i = start; i < start + plane; i++) {
          double square = (double) values[i] * values[i];
          sum[i % length] += values[i];
          squares[i % length] += square;
          planeSum += values[i];
          planeSquares += square;
        }
        double mean = planeSum / plane;
        within += planeSquares / plane - mean * mean;
      }
      pictures += count;
    }

    double within() {
      return within / (3 * pictures);
    }

    double between() {
      double total = 0;
      for (int i = 0; i < sum.length; i++) {
        double mean = sum[i] / pictures;
        total += squares[i] / pictures - mean * mean;
      }
      return total / sum.length;
    }
  }
}
