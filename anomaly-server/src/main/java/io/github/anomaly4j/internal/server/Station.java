package io.github.anomaly4j.internal.server;

import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.server.desk.Desk;
import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.http.Access;
import io.github.anomaly4j.internal.server.http.HttpService;
import io.github.anomaly4j.internal.server.http.Keys;
import io.github.anomaly4j.internal.server.inspect.Admission;
import io.github.anomaly4j.internal.server.inspect.Scoring;
import io.github.anomaly4j.internal.server.inspect.StationMetrics;
import io.github.anomaly4j.internal.server.model.Models;
import io.github.anomaly4j.internal.server.opcua.LatestInspections;
import io.github.anomaly4j.internal.server.opcua.OpcUa;
import io.github.anomaly4j.internal.server.review.Changes;
import io.github.anomaly4j.internal.server.sink.Sink;
import io.github.anomaly4j.internal.server.sink.SinkRunner;
import io.github.anomaly4j.internal.server.source.Replay;
import io.github.anomaly4j.internal.server.source.SourceRunner;
import io.github.anomaly4j.internal.server.source.WatchedFolder;
import io.github.anomaly4j.internal.server.store.Audit;
import io.github.anomaly4j.internal.server.store.Database;
import io.github.anomaly4j.internal.server.store.Inspections;
import io.github.anomaly4j.internal.server.store.SinkPositions;
import io.github.anomaly4j.server.ImageSource;
import io.github.anomaly4j.server.Limits;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running station: all its parts, closed in the reverse order. */
public final class Station implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Station.class);

  /** How long a file of a watched folder must not have changed before it is read. */
  private static final Duration QUIET = Duration.ofMillis(500);

  private final Deque<AutoCloseable> parts;
  private final HttpService http;
  private final @Nullable String ownKey;

  private Station(Deque<AutoCloseable> parts, HttpService http, @Nullable String ownKey) {
    this.parts = parts;
    this.http = http;
    this.ownKey = ownKey;
  }

  /**
   * Starts a station.
   *
   * @throws IOException if a file cannot be read or written, the data folder is in use, or the
   *     database cannot be opened
   */
  public static Station start(StationSettings settings) throws IOException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return start(settings, parts);
    } catch (IOException | RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  private static Station start(StationSettings settings, Deque<AutoCloseable> parts)
      throws IOException {
    Limits limits = settings.limits();
    Path data = Files.createDirectories(settings.data());
    parts.push(DataLock.of(data));
    Path spool = emptied(data.resolve("spool"));
    Models models =
        Models.open(
            data.resolve("models"),
            settings.model(),
            settings.versions(),
            settings
                .loader()
                .decodeLimits(new DecodeLimits(limits.maxImageBytes(), limits.maxPixels())));
    parts.push(models);
    Database database = Database.open(settings.database(), data);
    parts.push(database);
    LOG.info("inspections are kept in {}", database.place());
    Admission admission = new Admission(limits.concurrency(), limits.queue(), limits.timeout());
    PrometheusMeterRegistry registry = registry();
    parts.push(registry::close);
    StationMetrics metrics = new StationMetrics(registry, admission);
    Inspections inspections =
        new Inspections(database, data.resolve("images"), settings.imageBytes());
    Audit audit = new Audit(database);
    Events events = new Events();
    Changes changes = new Changes(models, inspections, audit, admission, training(settings));
    parts.push(changes);
    Desk desk = new Desk(new Scoring(models, metrics), inspections, events);
    Path ownKeyFile = data.resolve("api-key");
    String ownKey = settings.apiKeys() == null ? Keys.own(ownKeyFile) : null;
    Keys keys = Keys.read(settings.apiKeys() == null ? ownKeyFile : settings.apiKeys());
    SinkPositions positions = new SinkPositions(database);
    for (Supplier<Sink> sink : settings.sinks()) {
      parts.push(SinkRunner.start(sink.get(), inspections, positions, events, registry));
    }
    if (settings.opcUa() != null) {
      OpcUa opcUa = OpcUa.start(settings.opcUa(), data.resolve("opcua"));
      parts.push(SinkRunner.start(opcUa, inspections, positions, events, registry));
      parts.push(LatestInspections.start(inspections, events, opcUa::show));
    }
    HttpService http =
        HttpService.start(
            new HttpService.Settings(
                settings.host(),
                settings.port(),
                limits,
                new Access(keys, settings.userHeader(), isLoopback(settings.host())),
                spool),
            new HttpService.Parts(
                models,
                desk,
                inspections,
                changes,
                audit,
                events,
                admission,
                registry,
                database::answers));
    parts.push(http);
    for (ImageSource source : sources(settings)) {
      parts.push(SourceRunner.start(source, desk, admission));
    }
    return new Station(parts, http, ownKey);
  }

  /** What a process that was killed had not read to its end is of no use. */
  private static Path emptied(Path spool) throws IOException {
    Files.createDirectories(spool);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(spool, Files::isRegularFile)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    return spool;
  }

  private static List<ImageSource> sources(StationSettings settings) throws IOException {
    List<ImageSource> sources = new ArrayList<>(settings.sources());
    for (Path folder : settings.watched()) {
      sources.add(new WatchedFolder(folder, QUIET, settings.limits().maxImageBytes()));
    }
    if (settings.replayed() != null) {
      sources.add(new Replay(settings.replayed(), settings.replayEvery()));
    }
    return sources;
  }

  private static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  private static @Nullable ImageSet training(StationSettings settings) throws IOException {
    return settings.training() == null ? null : ImageSet.folder(settings.training()).training();
  }

  private static boolean isLoopback(String host) throws IOException {
    return InetAddress.getByName(host).isLoopbackAddress();
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** The key that the station made; {@code null} if keys were given. */
  public @Nullable String ownKey() {
    return ownKey;
  }

  @Override
  public void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the station cannot be closed", e);
      }
    }
  }
}
