package io.github.anomaly4j.library;

import io.github.anomaly4j.internal.bank.Coreset;
import io.github.anomaly4j.internal.linalg.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses a coreset of 10,000 from 1.28 million patches of 384 features by their 160 principal
 * components, as the memory banks of a backbone do, twice, and prints the time and the peak memory
 * of the process. Exits with 1 if it takes more than 150 s or 6 GB, or if the choices differ. Linux
 * only.
 *
 * <p>The patches are synthetic: about 2,000 clusters, each spread over 32 dimensions, with noise in
 * all 384, which is similar to the features of a convolutional network.
 */
public final class CoresetBenchmark {
  private static final int POINTS = 1_280_000;
  private static final int CHANNELS = 384;
  private static final int COMPONENTS = 160;
  private static final int COMPONENTS_FROM = 20_000;
  private static final int BLOCK = 4096;
  private static final int SIZE = 10_000;
  private static final int KINDS = 2000;
  private static final int LATENT = 32;
  private static final double MAX_SECONDS = 150;
  private static final double MAX_GIGABYTES = 6;

  private CoresetBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args none
   * @throws IOException if this is not Linux
   */
  public static void main(String[] args) throws IOException {
    float[] points = draw();
    int[] first = choose(points);
    long began = System.nanoTime();
    int[] second = choose(points);
    double seconds = (System.nanoTime() - began) / 1e9;
    double gigabytes = peakBytes() / 1e9;
    boolean same = Arrays.equals(first, second);
    boolean passed = seconds <= MAX_SECONDS && gigabytes <= MAX_GIGABYTES && same;
    System.out.printf(
        "%,d of %,d x %d: %.1f s (at most %.0f), peak %.1f GB (at most %.0f), %s choice  %s%n",
        SIZE,
        POINTS,
        CHANNELS,
        seconds,
        MAX_SECONDS,
        gigabytes,
        MAX_GIGABYTES,
        same ? "the same" : "ANOTHER",
        passed ? "PASS" : "MISS");
    System.exit(passed ? 0 : 1);
  }

  private static int[] choose(float[] points) {
    float[] unscaled = new float[CHANNELS];
    Arrays.fill(unscaled, 1);
    float[] some = Arrays.copyOf(points, COMPONENTS_FROM * CHANNELS);
    Projection projection = Projection.fit(some, new float[CHANNELS], unscaled, COMPONENTS);
    float[] projected = new float[POINTS * COMPONENTS];
    for (int from = 0; from < POINTS; from += BLOCK) {
      int to = Math.min(POINTS, from + BLOCK);
      float[] block = projection.apply(Arrays.copyOfRange(points, from * CHANNELS, to * CHANNELS));
      System.arraycopy(block, 0, projected, from * COMPONENTS, block.length);
    }
    return Coreset.choose(projected, COMPONENTS, SIZE, 1).centers();
  }

  private static float[] draw() {
    SplittableRandom random = new SplittableRandom(1);
    float[] kinds = gaussians(random, KINDS * LATENT, 1);
    float[] features = gaussians(random, LATENT * CHANNELS, 1 / Math.sqrt(LATENT));
    float[] points = new float[POINTS * CHANNELS];
    IntStream.range(0, POINTS)
        .parallel()
        .forEach(
            point -> {
              SplittableRandom own = new SplittableRandom(point);
              int kind = own.nextInt(KINDS) * LATENT;
              int to = point * CHANNELS;
              for (int d = 0; d < LATENT; d++) {
                float place = kinds[kind + d] + 0.3f * (float) own.nextGaussian();
                int from = d * CHANNELS;
                for (int c = 0; c < CHANNELS; c++) {
                  points[to + c] += place * features[from + c];
                }
              }
              for (int c = 0; c < CHANNELS; c++) {
                // Uniform noise with a standard deviation of 0.05 is faster to draw than normal
                // noise.
                points[to + c] += 0.173f * (float) (own.nextDouble() - 0.5);
              }
            });
    return points;
  }

  private static float[] gaussians(SplittableRandom random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static long peakBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no VmHWM in /proc/self/status");
  }
}
