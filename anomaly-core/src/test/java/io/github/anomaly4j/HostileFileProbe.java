package io.github.anomaly4j;

import com.sun.management.OperatingSystemMXBean;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Loads each file in a process of little memory, and says on a line what came of it, and after how
 * many milliseconds of processor time, which other processes do not change.
 */
final class HostileFileProbe {
  private static final OperatingSystemMXBean CLOCK =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private HostileFileProbe() {}

  /**
   * Loads.
   *
   * @param files the first is a sound one, by which the natives are loaded before the clock runs
   */
  public static void main(String[] files) {
    for (String file : files) {
      long start = CLOCK.getProcessCpuTime();
      String result;
      try (AnomalyDetector detector = AnomalyDetector.load(Path.of(file))) {
        result = "score " + detector.detect(Image.filled(64, 64, 0.5f, 0.4f, 0.3f)).score();
      } catch (IOException e) {
        result = e.getClass().getSimpleName() + " " + e.getMessage();
      } catch (RuntimeException | Error e) {
        result = "FAILED " + e;
      }
      System.out.println((CLOCK.getProcessCpuTime() - start) / 1_000_000 + "\t" + result);
    }
  }
}
