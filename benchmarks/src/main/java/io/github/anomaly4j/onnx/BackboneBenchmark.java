package io.github.anomaly4j.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures the ratio of the time of {@code detect} with a backbone alone to that of ONNX Runtime's
 * own pass of the same model, one after the other, on one thread and on two: the session has as
 * many threads as the detection, and they do not spin, as the detector's do not. On one thread, its
 * processor time too, which other work on the machine hardly changes. Prints the time of training,
 * if it trains. Exits with 1 if a ratio of medians is above 1.3.
 */
public final class BackboneBenchmark {
  private static final int WARM_UP = 60;
  private static final int IMAGES = 240;
  private static final double BAR = 1.3;

  private BackboneBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args a model for images of 224 x 224 whose outputs are the layers, the layers joined by
   *     commas, a folder of images as {@link ImageSet#folder} takes it, and a file for the
   *     detector: if there is one, it is loaded, else one is trained and saved there
   * @throws IOException if a file cannot be read
   * @throws OrtException if ONNX Runtime cannot run the model
   */
  public static void main(String[] args) throws IOException, OrtException {
    if (args.length != 4) {
      System.err.println("usage: BackboneBenchmark MODEL.onnx LAYER,LAYER IMAGES DETECTOR");
      System.exit(2);
    }
    OnnxBackboneBuilder backbone =
        OnnxBackbone.of(Path.of(args[0])).layers(args[1].split(",")).imagenetNormalization();
    ImageSet images = ImageSet.folder(Path.of(args[2]));
    Path saved = Path.of(args[3]);
    if (!Files.exists(saved)) {
      train(backbone, images, saved);
    }
    boolean passed = true;
    for (int threads : new int[] {1, 2}) {
      passed &= measure(Path.of(args[0]), backbone, saved, read(images), threads);
    }
    System.exit(passed ? 0 : 1);
  }

  private static void train(OnnxBackboneBuilder backbone, ImageSet images, Path saved)
      throws IOException {
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .features(backbone)
            .evidence(Map.of(Evidence.BACKBONE, 1.0))
            .listener(TrainingProgress.console())
            .train(images)) {
      System.out.printf(
          "training on %,d images: %.0f s%n",
          images.training().size(), detector.provenance().trainSeconds());
      detector.save(saved);
    }
  }

  private static List<Image> read(ImageSet images) throws IOException {
    List<ImageEntry> entries = images.test().entries();
    List<Image> read = new ArrayList<>();
    for (int i = 0; i < WARM_UP + IMAGES; i++) {
      read.add(Image.read(entries.get((int) ((long) i * 7919 % entries.size())).file()));
    }
    return read;
  }

  private static boolean measure(
      Path model, OnnxBackboneBuilder backbone, Path saved, List<Image> images, int threads)
      throws IOException, OrtException {
    OnnxBackboneBuilder own =
        backbone.sessionOptions(options -> options.setIntraOpNumThreads(threads));
    Times bare = new Times();
    Times whole = new Times();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (AnomalyDetector detector = AnomalyDetector.loader().backbone(own).load(saved);
        OnnxBackbone opened = own.open();
        Workers workers = Workers.of(threads);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      Set<String> layers = Set.copyOf(opened.settings().layers());
      long[] shape = {1, 3, opened.height(), opened.width()};
      FloatBuffer pixels =
          ByteBuffer.allocateDirect(3 * opened.height() * opened.width() * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      try (OrtSession session = environment.createSession(model.toString(), options)) {
        String input = session.getInputNames().iterator().next();
        for (int i = 0; i < images.size(); i++) {
          Image image = images.get(i);
          bare.begin();
          try (OnnxTensor tensor = OnnxTensor.createTensor(environment, pixels, shape);
              OrtSession.Result result = session.run(Map.of(input, tensor), layers)) {
            bare.end(i - WARM_UP);
          }
          whole.begin();
          workers.run(() -> detector.detect(image));
          whole.end(i - WARM_UP);
        }
      }
    }
    System.out.printf("%d thread%s, medians of %d:%n", threads, threads == 1 ? "" : "s", IMAGES);
    if (threads == 1) {
      print("processor time", median(bare.processor), median(whole.processor));
    }
    return print("time", median(bare.wall), median(whole.wall)) <= BAR;
  }

  private static double print(String what, double pass, double detect) {
    System.out.printf(
        Locale.ROOT,
        "  %s: pass %.1f ms, detect %.1f ms, %.2f times (at most %.1f)%n",
        what,
        pass,
        detect,
        detect / pass,
        BAR);
    return detect / pass;
  }

  private static double median(long[] nanoseconds) {
    return Arrays.stream(nanoseconds).sorted().toArray()[IMAGES / 2] / 1e6;
  }

  /** The time of each run, and the processor time of the calling thread. */
  private static final class Times {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long[] wall = new long[IMAGES];
    private final long[] processor = new long[IMAGES];
    private long began;
    private long used;

    void begin() {
      began = System.nanoTime();
      used = THREADS.getCurrentThreadCpuTime();
    }

    void end(int image) {
      if (image >= 0) {
        wall[image] = System.nanoTime() - began;
        processor[image] = THREADS.getCurrentThreadCpuTime() - used;
      }
    }
  }
}
