package io.github.anomaly4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What the process runs on, for the provenance. */
final class Environment {
  private static final Path LINUX_STATUS = Path.of("/proc/self/status");

  private Environment() {}

  static String libraryVersion() {
    Properties properties = new Properties();
    try (InputStream in = Environment.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("version.properties is missing from the artifact", e);
    }
    return properties.getProperty("version");
  }

  static String runtime() {
    return "Java %s, %s %s, %d processors"
        .formatted(
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }

  /**
   * Highest resident memory so far, native memory included; elsewhere than on Linux the heap's
   * size.
   */
  static long peakMemoryBytes() {
    try {
      for (String line : Files.readAllLines(LINUX_STATUS)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      // Not Linux.
    }
    return Runtime.getRuntime().totalMemory();
  }
}
