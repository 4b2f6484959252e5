package io.github.anomaly4j.load;

import com.google.common.io.MoreFiles;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.network.StepResult;
import io.github.anomaly4j.internal.network.TrainableUNet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A step of training and a detection with the defaults, on an idle machine and next to threads that
 * are always busy. {@link LoadBenchmarks} prints the ratios.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 8)
@Measurement(iterations = 1, time = 15)
@Fork(value = 1, jvmArgsAppend = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
public class LoadBenchmark {
  private static final int BATCH = 4;
  private static final int SIZE = 128;
  private static final int IMAGES = 24;

  /** Other work in the same process. */
  @State(Scope.Benchmark)
  public static class Load {
    /** How many other threads are always busy. */
    @Param({"0", "1"})
    int burning;

    private volatile boolean over;
    private volatile double result;

    /** Starts them. */
    @Setup
    public void begin() {
      for (int i = 0; i < burning; i++) {
        Thread thread = new Thread(this::burn, "burning");
        thread.setDaemon(true);
        thread.start();
      }
    }

    private void burn() {
      double x = 1;
      while (!over) {
        for (int i = 0; i < 1000; i++) {
          x = Math.sqrt(x + i);
        }
        result = x;
      }
    }

    /** Ends them. */
    @TearDown
    public void end() {
      over = true;
    }
  }

  /** A network of base width 16 and depth 4 and a batch of noise. */
  @State(Scope.Benchmark)
  public static class Training {
    private final float[] input = noise(BATCH * UNetConfig.CHANNELS * SIZE * SIZE);
    private final float[] mask = noise(BATCH * SIZE * SIZE);
    private Workers workers;
    private TrainableUNet network;

    /** Creates it. */
    @Setup
    public void create() {
      workers = Workers.of(Runtime.getRuntime().availableProcessors());
      network =
          TrainableUNet.create(
              UNetConfig.defaults().withSkips(1, 1, 1, 1), LossConfig.defaults(), 1);
    }

    /** Frees it. */
    @TearDown
    public void close() {
      network.close();
      workers.close();
    }

    private static float[] noise(int length) {
      RandomGenerator random = new SplittableRandom(1);
      float[] noise = new float[length];
      for (int i = 0; i < length; i++) {
        noise[i] = random.nextFloat();
      }
      return noise;
    }
  }

  /** A detector with the default features, and images of its product. */
  @State(Scope.Benchmark)
  public static class Detector {
    private final List<Image> images = new ArrayList<>();
    private AnomalyDetector detector;
    private int next;

    /** Trains it briefly: what the network has learned does not affect the time. */
    @Setup
    public void create() throws IOException {
      Path folder = Files.createTempDirectory("parts");
      try {
        for (int i = 0; i < IMAGES; i++) {
          ImageIO.write(draw(i), "png", folder.resolve("part" + i + ".png").toFile());
        }
        detector =
            AnomalyDetector.builder()
                .training(TrainingConfig.defaults().withEpochs(1).withStepsPerEpoch(4))
                .train(ImageSet.folder(folder));
      } finally {
        MoreFiles.deleteRecursively(folder);
      }
      for (int i = 0; i < IMAGES; i++) {
        images.add(Image.from(draw(1000 + i)));
      }
    }

    /** Frees it. */
    @TearDown
    public void close() {
      detector.close();
    }

    private static BufferedImage draw(long seed) {
      RandomGenerator random = new SplittableRandom(seed);
      BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < 256; y++) {
        for (int x = 0; x < 256; x++) {
          int level = (int) (120 + 50 * Math.sin(x / 6.0) + 30 * random.nextDouble());
          image.setRGB(x, y, level << 16 | level << 8 | level / 2);
        }
      }
      return image;
    }
  }

  /** One step on a batch. */
  @Benchmark
  public StepResult trainingStep(Training training, Load load) {
    return training.workers.run(
        () ->
            training.network.step(
                training.input, training.input, training.mask, BATCH, SIZE, SIZE, 1e-3));
  }

  /** One image, on the calling thread alone, which is the default. */
  @Benchmark
  public Detection detect(Detector detector, Load load) {
    return detector.detector.detect(detector.images.get(detector.next++ % detector.images.size()));
  }
}
