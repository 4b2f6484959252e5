package io.github.anomaly4j.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * What reading a file from outside may do: end in a result or in a documented exception that names
 * the file, within 10 s of computing and a bound of memory.
 *
 * @param name that the exception must contain
 * @param mebibytes allocated at most, what was freed again included
 * @param documented the exceptions that may be thrown
 */
record Hostile(String name, int mebibytes, List<Class<? extends Exception>> documented) {
  private static final long MAX_NANOSECONDS = 10_000_000_000L;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Reads a file. */
  interface Reading {
    void read() throws Exception;
  }

  /**
   * Reads a file, and fails if that does what it may not. What takes too much is read once more,
   * because the first reading loads classes, which Jazzer changes on this thread.
   */
  void expect(Reading reading) throws Exception {
    if (measured(reading).isPresent()) {
      measured(reading)
          .ifPresent(
              problem -> {
                throw new AssertionError(problem);
              });
    }
  }

  /** What took too much. */
  private Optional<String> measured(Reading reading) throws Exception {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    // Not the clock: the machine may be busy with something else.
    long time = THREADS.getCurrentThreadCpuTime();
    try {
      reading.read();
    } catch (Exception e) {
      if (documented.stream().noneMatch(type -> type.isInstance(e))) {
        throw e;
      }
      if (e.getMessage() == null || !e.getMessage().contains(name)) {
        throw new AssertionError("a message that does not name " + name, e);
      }
    }
    time = THREADS.getCurrentThreadCpuTime() - time;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    return time > MAX_NANOSECONDS || allocated > (long) mebibytes << 20
        ? Optional.of("reading took %d ms, %d MiB".formatted(time / 1_000_000, allocated >> 20))
        : Optional.empty();
  }
}
