package io.github.anomaly4j.spark;

import io.github.anomaly4j.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;

/** Opens files by Hadoop's file systems, with the settings of the driver. */
final class HadoopFiles {
  private static final String HADOOP = "spark.hadoop.";

  /** A process may serve many sessions, each with a key of its own. */
  private static final int KEPT = 16;

  /** Making one takes milliseconds; a session has one. In the order of their last use. */
  private static final Map<Map<String, String>, Configuration> MADE =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Map<String, String>, Configuration> own) {
              return size() > KEPT;
            }
          });

  private HadoopFiles() {}

  /** Those of Spark's context, and over them those of the session. */
  static Map<String, String> settings(SparkSession session) {
    Map<String, String> own = new TreeMap<>();
    SparkConf context = session.sparkContext().getConf();
    Iterator<Tuple2<String, String>> entries = session.conf().getAll().iterator();
    while (entries.hasNext()) {
      Tuple2<String, String> entry = entries.next();
      String key = entry._1();
      if (key.startsWith("fs.")) {
        own.put(key, entry._2());
      } else if (key.startsWith(HADOOP) && !entry._2().equals(context.get(key, ""))) {
        // The others are those that the context began with; it may have later ones.
        own.putIfAbsent(key.substring(HADOOP.length()), entry._2());
      }
    }
    Map<String, String> settings = settings(session.sparkContext().hadoopConfiguration());
    settings.putAll(own);
    return settings;
  }

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
   *
   * @throws ImageException if there is a file of either name
   */
  static InputStream open(String path, Map<String, String> settings) throws IOException {
    Configuration configuration = MADE.computeIfAbsent(settings, HadoopFiles::make);
    Path file = new Path(path);
    FileSystem files = file.getFileSystem(configuration);
    Path decoded = decoded(path);
    if (decoded == null || decoded.equals(file) || !files.exists(decoded)) {
      return files.open(file);
    }
    if (files.exists(file)) {
      throw new ImageException(
          path,
          "there are two files of this name, %s and %s".formatted(file, decoded),
          "one",
          "rename one of them");
    }
    return files.open(decoded);
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
