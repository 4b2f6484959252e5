package io.github.anomaly4j.library;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.jvector.GraphSearch;
import io.github.anomaly4j.internal.linalg.NativeFloats;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.search.Distance;
import io.github.anomaly4j.internal.search.NeighborSearch;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares approximate with exact search of a large bank of patches, by blocked matrix products:
 * time for the {@value #QUERIES} patches of an image, how often the nearest one is found, time to
 * build, memory. Exits with 1 if the approximate search finds the nearest in less than {@value
 * #RECALL_BAR} of the queries or is not {@value #SPEED_BAR} times as fast.
 *
 * <p>The points are similar to features of a network: {@value #CLUSTERS} clusters in {@value
 * #LATENT} dimensions, mapped linearly to many channels, and noise. The queries are other points of
 * the same clusters.
 *
 * <p>Processor time of the whole process is printed in addition to elapsed time: compare it on a
 * machine with other work. Linux, macOS and Windows.
 */
public final class SearchBenchmark {
  private static final int QUERIES = 784;
  private static final double RECALL_BAR = 0.98;
  private static final double SPEED_BAR = 10;

  private static final int CLUSTERS = 2000;
  private static final int LATENT = 40;
  private static final float SPREAD = 0.3f;
  private static final float NOISE = 0.05f;
  private static final int BLOCK = 256;

  private final int points;
  private final int channels;
  private final int threads;
  private final int rounds;
  private final float[] centers = gaussian(CLUSTERS * LATENT, RandomStreams.of(0));
  private final float[] map;

  private SearchBenchmark(int points, int channels, int threads, int rounds) {
    this.points = points;
    this.channels = channels;
    this.threads = threads;
    this.rounds = rounds;
    this.map = gaussian(LATENT * channels, RandomStreams.of(1));
  }

  /** The result of a piece of work, and its time. */
  private record Timed<T>(T result, double seconds, double processorSeconds) {
    static <T> Timed<T> of(Supplier<T> work) {
      long start = System.nanoTime();
      long processor = processorTime();
      T result = work.get();
      return new Timed<>(
          result, (System.nanoTime() - start) / 1e9, (processorTime() - processor) / 1e9);
    }

    static <T> Timed<T> median(int rounds, Supplier<T> work) {
      return Stream.generate(() -> of(work))
          .limit(rounds)
          .sorted(Comparator.comparing(Timed::seconds))
          .skip(rounds / 2)
          .findFirst()
          .orElseThrow();
    }

    private static long processorTime() {
      return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getProcessCpuTime();
    }

    void print(String what) {
      System.out.printf(
          Locale.ROOT, "%-34s %9.3f s, %9.3f s of processors%n", what, seconds, processorSeconds);
    }
  }

  /**
   * Runs the benchmark.
   *
   * @param args {@code --points}, {@code --channels}, {@code --threads} of our exact search and
   *     {@code --rounds}, of which medians are printed, each with a number; by default 1,000,000,
   *     384, 1 and 3
   */
  public static void main(String[] args) {
    int points = 1_000_000;
    int channels = 384;
    int threads = 1;
    int rounds = 3;
    for (int i = 0; i < args.length; i += 2) {
      checkArgument(i + 1 < args.length, "%s needs a number", args[i]);
      switch (args[i]) {
        case "--points" -> points = Integer.parseInt(args[i + 1]);
        case "--channels" -> channels = Integer.parseInt(args[i + 1]);
        case "--threads" -> threads = Integer.parseInt(args[i + 1]);
        case "--rounds" -> rounds = Integer.parseInt(args[i + 1]);
        default -> throw new IllegalArgumentException(args[i]);
      }
    }
    System.exit(new SearchBenchmark(points, channels, threads, rounds).run() ? 0 : 1);
  }

  private boolean run() {
    System.out.printf(
        Locale.ROOT,
        "%,d points of %d channels, %d queries; load average %.1f on %d processors%n",
        points,
        channels,
        QUERIES,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    float[] bank = points(points, 2);
    float[] queries = points(QUERIES, 3);
    long held = heapBytes();

    Timed<float[]> exact;
    float[] halfSquares = halfSquares(bank);
    try (INDArray matrix = Nd4j.create(bank, new long[] {points, channels}, 'c')) {
      exact = Timed.median(rounds, () -> byMatrixProduct(matrix, bank, halfSquares, queries));
    }
    exact.print("exact, by matrix products");
    NeighborSearch bounded = NeighborSearch.exact(bank, channels);
    try (Workers workers = Workers.of(threads)) {
      Timed.median(rounds, () -> workers.run(() -> bounded.nearest(queries).distances()))
          .print("exact, as we do");
    }

    Timed<NeighborSearch> built = Timed.of(() -> GraphSearch.orExact(bank, channels, bounded));
    built.print("graph built and its recall checked");
    if (!(built.result instanceof GraphSearch graph)) {
      System.out.println("no graph is good enough: exact search is kept  MISS");
      return false;
    }
    System.out.printf(
        Locale.ROOT,
        "graph and sketches: %,d MB in addition to a bank of %,d MB; beam %d%n",
        (heapBytes() - held) >> 20,
        (long) bank.length * Float.BYTES >> 20,
        graph.beam());
    Timed<float[]> approximate = Timed.median(rounds, () -> graph.nearest(queries).distances());
    approximate.print("approximate, by the graph");
    return report(exact, approximate);
  }

  private float[] halfSquares(float[] bank) {
    float[] halfSquares = new float[points];
    for (int i = 0; i < bank.length; i++) {
      halfSquares[i / channels] += bank[i] * bank[i] / 2;
    }
    return halfSquares;
  }

  /** The distance to the nearest point of each query, ranked by a matrix product. */
  private float[] byMatrixProduct(
      INDArray matrix, float[] bank, float[] halfSquares, float[] queries) {
    float[] nearest = new float[QUERIES];
    for (int from = 0; from < QUERIES; from += BLOCK) {
      int to = Math.min(QUERIES, from + BLOCK);
      float[] block = Arrays.copyOfRange(queries, from * channels, to * channels);
      float[] products = new float[(to - from) * points];
      try (INDArray asked = Nd4j.create(block, new long[] {channels, to - from}, 'f');
          INDArray product =
              Nd4j.createUninitialized(asked.dataType(), new long[] {points, to - from}, 'f')) {
        matrix.mmul(asked, product);
        NativeFloats.copy(product, products);
      }
      for (int query = from; query < to; query++) {
        int row = (query - from) * points;
        int best = 0;
        for (int i = 1; i < points; i++) {
          best =
              halfSquares[i] - products[row + i] < halfSquares[best] - products[row + best]
                  ? i
                  : best;
        }
        nearest[query] =
            Distance.between(queries, query * channels, bank, best * channels, channels);
      }
    }
    return nearest;
  }

  private static boolean report(Timed<float[]> exact, Timed<float[]> approximate) {
    double recall = GraphSearch.recall(exact.result, approximate.result);
    double speed = exact.processorSeconds / approximate.processorSeconds;
    boolean passed = recall >= RECALL_BAR && speed >= SPEED_BAR;
    System.out.printf(
        Locale.ROOT,
        "%.1f times as fast by time, %.1f by processor time (at least %.0f); recall@1 %.4f (at least"
            + " %.2f)  %s%n",
        exact.seconds / approximate.seconds,
        speed,
        SPEED_BAR,
        recall,
        RECALL_BAR,
        passed ? "PASS" : "MISS");
    return passed;
  }

  private float[] points(int count, long seed) {
    float[] points = new float[count * channels];
    IntStream.range(0, count)
        .parallel()
        .forEach(point -> fill(points, point, RandomStreams.of(seed, point)));
    return points;
  }

  private void fill(float[] points, int point, RandomGenerator random) {
    float[] values = new float[channels];
    int cluster = random.nextInt(CLUSTERS);
    for (int l = 0; l < LATENT; l++) {
      float latent =
          (centers[cluster * LATENT + l] + SPREAD * (float) random.nextGaussian())
              / (float) Math.sqrt(LATENT);
      for (int c = 0; c < channels; c++) {
        values[c] += latent * map[l * channels + c];
      }
    }
    for (int c = 0; c < channels; c++) {
      points[point * channels + c] = values[c] + NOISE * (float) random.nextGaussian();
    }
  }

  private static float[] gaussian(int length, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
