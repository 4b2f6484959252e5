package io.github.anomaly4j.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.github.anomaly4j.internal.natives.NativeFolder;
import io.github.anomaly4j.natives.NativeBackendException;
import java.nio.file.Path;
import java.util.Locale;

/** ONNX Runtime's native library, which every process unpacks to its temporary folder. */
final class OnnxNatives {
  private static final long MEGABYTE = 1 << 20;

  /** The size of the unpacked library on Linux and Windows; on macOS it is larger. */
  private static final long USUAL_BYTES = 25 * MEGABYTE;

  private static final long MAC_BYTES = 40 * MEGABYTE;

  /** Static, because native libraries are loaded once for the process. */
  private static volatile boolean loaded;

  private OnnxNatives() {}

  /**
   * ONNX Runtime, ready.
   *
   * @throws NativeBackendException if its library cannot be unpacked or loaded
   */
  static OrtEnvironment environment() {
    // A library that is in a folder already is not unpacked.
    if (!loaded && System.getProperty("onnxruntime.native.path") == null) {
      // Checked first, because its classes cannot be loaded again after a failure.
      folder().require(folder().bytes());
    }
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      loaded = true;
      return environment;
    } catch (LinkageError | RuntimeException e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      throw new NativeBackendException(
          "ONNX Runtime has no native library that loads on %s %s (%s); remove the cause and start a new process, for Java does not try again in this one"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), first),
          e);
    }
  }

  private static NativeFolder folder() {
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
    return new NativeFolder(
        Path.of(System.getProperty("java.io.tmpdir")),
        "ONNX Runtime's native library",
        "java.io.tmpdir",
        mac ? MAC_BYTES : USUAL_BYTES);
  }
}
