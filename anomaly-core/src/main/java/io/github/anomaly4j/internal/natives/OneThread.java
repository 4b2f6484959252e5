package io.github.anomaly4j.internal.natives;

import io.github.anomaly4j.natives.NativeBackend;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Native work on the calling thread alone. The threads of OpenMP, which the native library would
 * call in otherwise, spin while they wait for each other: beside another program that has a core,
 * everything takes 10 to 25 times as long.
 *
 * <p>OpenMP keeps its number of threads for each calling thread, so that nothing changes for other
 * threads that use ND4J, and for the caller itself it is as before afterwards. Products of matrices
 * by ND4J's BLAS have threads of their own and are not reached by this: use none.
 */
public final class OneThread {
  private OneThread() {}

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /** Does work. */
  public static <T, E extends Exception> T run(Work<T, E> work) throws E {
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

  /** Does work that gives nothing. */
  public static void run(Runnable work) {
    run(
        () -> {
          work.run();
          return null;
        });
  }

  /** None on a device, where the same setting means something else. */
  private static NativeOps natives() {
    // First of all: ND4J sets the number itself while it loads.
    NativeBackend.load();
    return Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend")
        ? NativeOpsHolder.getInstance().getDeviceNativeOps()
        : null;
  }
}
