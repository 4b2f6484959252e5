package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.internal.network.UNet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The environment of the process, for the provenance. */
public final class Environment {
  private static final String VERSIONS = "/io/github/anomaly4j/version.properties";
  private static final Path LINUX_STATUS = Path.of("/proc/self/status");

  private Environment() {}

  public static String libraryVersion() {
    return versions().getProperty("version");
  }

  public static String runtime() {
    // Joined, not formatted: some locales have digits of their own.
    return String.join(
        ", ",
        "Java " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors() + " processors",
        "ND4J " + versions().getProperty("nd4j") + " on " + UNet.backend());
  }

  private static Properties versions() {
    try (InputStream in = Environment.class.getResourceAsStream(VERSIONS)) {
      if (in == null) {
        throw new FileNotFoundException();
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new IllegalStateException(VERSIONS + " is missing from the artifact", e);
    }
  }

  /**
   * Highest resident memory so far, including native memory; on systems other than Linux the size
   * of the heap.
   */
  public static long peakMemoryBytes() {
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
