package io.github.anomaly4j.internal.network.train;

import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.progress.EpochReport.NetworkBehavior;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Measures what a network does with held-out images, batch after batch. */
final class BehaviorMeasure {
  private final Contrast contrast = new Contrast();
  private final Map<String, BitSet> alive = new TreeMap<>();
  private int channels;
  private double squares;
  private long samples;
  private double kept;
  private double changed;

  /** Adds undamaged images and their output, with the encoder's features. */
  void addClean(Batch batch, UNet.Output output) {
    float[] clean = batch.clean();
    float[] restored = output.reconstruction().values();
    contrast.add(clean, restored, batch.count());
    for (int i = 0; i < clean.length; i++) {
      double difference = (double) restored[i] - clean[i];
      squares += difference * difference;
    }
    samples += clean.length;
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
        // The rest of this plane cannot change the result.
        i = (plane + 1) * pixels - 1;
      }
    }
  }

  /** Adds damaged images, their output, and the output for the same images undamaged. */
  void addDamaged(Batch batch, UNet.Output damaged, UNet.Output clean) {
    float[] with = damaged.reconstruction().values();
    float[] without = clean.reconstruction().values();
    for (int i = 0; i < with.length; i++) {
      double damage = (double) batch.damaged()[i] - batch.clean()[i];
      kept += ((double) with[i] - without[i]) * damage;
      changed += damage * damage;
    }
  }

  /** The figures of all images so far. */
  NetworkBehavior result() {
    int living = alive.values().stream().mapToInt(BitSet::cardinality).sum();
    return new NetworkBehavior(
        squares / samples,
        contrast.within(),
        contrast.between(),
        1 - (double) living / channels,
        changed == 0 ? 0 : kept / changed);
  }

  /** Covariance of color planes: within each, and of each pixel across images. */
  private static final class Contrast {
    private double[] input;
    private double[] output;
    private double[] squares;
    private double[] products;
    private double asked;
    private double answered;
    private int images;

    void add(float[] clean, float[] restored, int count) {
      int length = clean.length / count;
      if (input == null) {
        input = new double[length];
        output = new double[length];
        squares = new double[length];
        products = new double[length];
      }
      int plane = length / 3;
      for (int start = 0; start < clean.length; start += plane) {
        double inputSum = 0;
        double outputSum = 0;
        double square = 0;
        double product = 0;
        for (int i = start; i < start + plane; i++) {
          double x = clean[i];
          double y = restored[i];
          input[i % length] += x;
          output[i % length] += y;
          squares[i % length] += x * x;
          products[i % length] += x * y;
          inputSum += x;
          outputSum += y;
          square += x * x;
          product += x * y;
        }
        asked += square - inputSum * inputSum / plane;
        answered += product - inputSum * outputSum / plane;
      }
      images += count;
    }

    double within() {
      return share(answered, asked);
    }

    double between() {
      double wanted = 0;
      double given = 0;
      for (int i = 0; i < input.length; i++) {
        wanted += squares[i] - input[i] * input[i] / images;
        given += products[i] - input[i] * output[i] / images;
      }
      return share(given, wanted);
    }

    /** Images without any contrast lose none. */
    private static double share(double given, double wanted) {
      return wanted < 1e-9 ? 1 : given / wanted;
    }
  }
}
