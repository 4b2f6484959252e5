package io.github.anomaly4j.internal.natives;

import io.github.anomaly4j.natives.NativeBackend;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs native work on the calling thread alone. The threads of OpenMP, which the native library
 * would use otherwise, spin while they wait for each other: if another program uses a core,
 * everything takes 10 to 25 times as long.
 *
 * <p>OpenMP has a number of threads for each calling thread, so nothing changes for other threads
 * that use ND4J; the setting of the calling thread is restored afterwards. ND4J's BLAS has threads
 * of its own, which this does not limit: do not multiply matrices in the work.
 */
public final class OneThread {
  private OneThread() {}

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, E extends Exception> {
    /** Does the work. */
    T run() throws E;
  }

  /** Does work. */
  public static <T extends @Nullable Object, E extends Exception> T run(Work<T, E> work) throws E {
    NativeOps natives = natives();
    if (natives == null) {
      return work.run();
    }
    int before = natives.ompGetMaxThreads();
    if (before == 1) {
      return work.run();
    }
    natives.setOmpNumThreads(1);
    try {
      return work.run();
    } finally {
      natives.setOmpNumThreads(before);
    }
  }

  /** Does work without a result. */
  @SuppressWarnings("NullAway") // Work without a result.
  public static void run(Runnable work) {
    run(
        () -> {
          work.run();
          return null;
        });
  }

  /** Null on a device such as a GPU, where the same setting means something else. */
  private static @Nullable NativeOps natives() {
    // Load first: ND4J sets the number itself while it loads.
    NativeBackend.load();
    return Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend")
        ? NativeOpsHolder.getInstance().getDeviceNativeOps()
        : null;
  }
}
