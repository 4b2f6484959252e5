package io.github.anomaly4j.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Opens files by Hadoop's file systems, with the settings of the driver. */
final class HadoopFiles {
  /** Making one takes milliseconds; a session has one, and few of its settings differ. */
  private static final ConcurrentMap<Map<String, String>, Configuration> MADE =
      new ConcurrentHashMap<>();

  private HadoopFiles() {}

  /** The settings that are not Hadoop's own defaults, which every executor has. */
  static Map<String, String> settings(Configuration configuration) {
    Map<String, String> settings = new TreeMap<>();
    configuration.forEach(
        entry -> {
          String[] sources = configuration.getPropertySources(entry.getKey());
          if (sources == null
              || sources.length == 0
              || !sources[sources.length - 1].endsWith("-default.xml")) {
            settings.put(entry.getKey(), entry.getValue());
          }
        });
    return settings;
  }

  /**
   * Opens a file, which the caller closes. Hadoop takes names as they are, with their blanks; Java
   * and SQL's {@code input_file_name()} give URIs, where a blank is {@code %20}: those are
   * understood if no file has the name as it is.
   */
  static InputStream open(String path, Map<String, String> settings) throws IOException {
    Configuration configuration = MADE.computeIfAbsent(settings, HadoopFiles::make);
    try {
      return open(new Path(path), configuration);
    } catch (FileNotFoundException e) {
      Path decoded = decoded(path);
      if (decoded == null) {
        throw e;
      }
      return open(decoded, configuration);
    }
  }

  private static InputStream open(Path file, Configuration configuration) throws IOException {
    return file.getFileSystem(configuration).open(file);
  }

  private static @Nullable Path decoded(String path) {
    if (path.indexOf('%') < 0) {
      return null;
    }
    try {
      return new Path(new URI(path));
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static Configuration make(Map<String, String> settings) {
    Configuration configuration = new Configuration();
    settings.forEach(configuration::set);
    return configuration;
  }
}
