package io.github.anomaly4j.server;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.internal.server.Station;
import io.github.anomaly4j.internal.server.StationSettings;
import io.github.anomaly4j.internal.server.sink.Mqtt;
import io.github.anomaly4j.internal.server.sink.Sink;
import io.github.anomaly4j.internal.server.sink.Webhook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link AnomalyServer}. By default it listens on 127.0.0.1, port 8080, keeps its
 * data in the folder {@code anomaly-station} (a database in a file, and up to 10 GiB of images),
 * accepts what {@link Limits#defaults()} says, and makes an API key for itself. Not safe for
 * concurrent use.
 */
public final class AnomalyServerBuilder {
  private final Path model;
  private Path data = Path.of("anomaly-station");
  private DetectorLoader loader = AnomalyDetector.loader();
  private String host = "127.0.0.1";
  private int port = 8080;
  private Limits limits = Limits.defaults();
  private @Nullable Path apiKeys;
  private @Nullable String userHeader;
  private @Nullable String database;
  private long imageBytes = 10L << 30;
  private @Nullable Path training;
  private final List<ImageSource> sources = new ArrayList<>();
  private final List<Path> watched = new ArrayList<>();
  private final List<Supplier<Sink>> sinks = new ArrayList<>();
  private @Nullable Path replayed;
  private Duration replayEvery = Duration.ofSeconds(2);

  AnomalyServerBuilder(Path model) {
    this.model = requireNonNull(model, "model");
  }

  /**
   * Where versions of the model, images and, unless {@link #database} says otherwise, the database
   * are kept; made if it is missing. One station at a time.
   */
  public AnomalyServerBuilder data(Path folder) {
    data = requireNonNull(folder, "folder");
    return this;
  }

  /** How models are loaded; its limits of images are those of {@link #limits}. */
  public AnomalyServerBuilder loader(DetectorLoader other) {
    loader = requireNonNull(other, "loader");
    return this;
  }

  /**
   * The address to listen on. Anybody who reaches it can read what the station tells: use a reverse
   * proxy with TLS and a login beyond your own machine.
   */
  public AnomalyServerBuilder host(String address) {
    host = requireNonNull(address, "address");
    return this;
  }

  /**
   * The port to listen on.
   *
   * @param number 0 for any that is free
   */
  public AnomalyServerBuilder port(int number) {
    checkArgument(number >= 0 && number <= 65_535, "a port is from 0 to 65535, was %s", number);
    port = number;
    return this;
  }

  /** What it accepts. */
  public AnomalyServerBuilder limits(Limits other) {
    limits = requireNonNull(other, "limits");
    return this;
  }

  /** A file of API keys, a line for each: a name, a blank and the key. */
  public AnomalyServerBuilder apiKeys(Path file) {
    apiKeys = requireNonNull(file, "file");
    return this;
  }

  /**
   * A header in which a reverse proxy on this machine names the user that it has let in. The proxy
   * must remove that header from what it gets.
   */
  public AnomalyServerBuilder userHeader(String name) {
    checkArgument(name.matches("[A-Za-z0-9-]+"), "%s is no name of a header", name);
    userHeader = name;
    return this;
  }

  /**
   * The database of inspections, labels and the audit log.
   *
   * @param url of JDBC, {@code jdbc:postgresql://host/name?user=...} or {@code jdbc:h2:...}; the
   *     password may be in the environment, as ANOMALY_DATABASE_PASSWORD
   */
  public AnomalyServerBuilder database(String url) {
    checkArgument(
        url.startsWith("jdbc:postgresql:") || url.startsWith("jdbc:h2:"),
        "the URL of a database begins with jdbc:postgresql: or jdbc:h2:");
    database = url;
    return this;
  }

  /**
   * How many bytes of images and heat maps are kept: the files of the oldest inspections are
   * deleted beyond that, unless people labeled them. What was found in them stays.
   */
  public AnomalyServerBuilder keepImages(long bytes) {
    checkArgument(bytes >= 0, "bytes must be at least 0, was %s", bytes);
    imageBytes = bytes;
    return this;
  }

  /**
   * The images that the model was trained on, unchanged: the model learns from labeled defects only
   * if they are here. False alarms need no images.
   *
   * @param folder in a layout that {@link io.github.anomaly4j.data.ImageSet#folder} reads
   */
  public AnomalyServerBuilder training(Path folder) {
    training = requireNonNull(folder, "folder");
    return this;
  }

  /** Inspects the images of a source too; may be called several times. */
  public AnomalyServerBuilder source(ImageSource source) {
    sources.add(requireNonNull(source, "source"));
    return this;
  }

  /**
   * Inspects the files that are put into a folder; may be called several times. A file is read when
   * it has not changed for half a second, and is then moved to the folder {@code processed}, {@code
   * failed} or {@code unreadable} below. A restart loses none and inspects none twice.
   */
  public AnomalyServerBuilder watch(Path folder) {
    watched.add(requireNonNull(folder, "folder"));
    return this;
  }

  /**
   * Inspects the test images of a folder again and again, as if a line made them.
   *
   * @param every how long one image is after the other
   */
  public AnomalyServerBuilder replay(Path folder, Duration every) {
    replayed = requireNonNull(folder, "folder");
    replayEvery = requireNonNull(every, "every");
    return this;
  }

  /**
   * Posts each inspection as JSON to an address, in order, until a status of 2xx confirms it; while
   * that is away, up to 100,000 inspections wait in the database.
   *
   * @param address of HTTP or HTTPS
   * @param secret for the signature: the header {@code X-Anomaly-Signature} is {@code sha256=} and
   *     the HMAC-SHA256 of the header {@code X-Anomaly-Timestamp}, a point and the body, in
   *     hexadecimal digits; at least 16 bytes
   */
  public AnomalyServerBuilder webhook(URI address, byte[] secret) {
    checkArgument(
        address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http"),
        "a webhook is an address of HTTP or HTTPS");
    checkArgument(secret.length >= 16, "a secret has at least 16 bytes");
    byte[] copy = secret.clone();
    sinks.add(() -> new Webhook(address, copy));
    return this;
  }

  /**
   * Publishes each inspection as JSON by MQTT 5, in order, with quality of service 1, to {@code
   * topic/PRODUCT}; while the broker is away, up to 100,000 inspections wait in the database. User
   * and password are in the environment, as ANOMALY_MQTT_USER and ANOMALY_MQTT_PASSWORD.
   *
   * @param broker {@code mqtt://host:1883}, or {@code mqtts://host:8883} with TLS
   */
  public AnomalyServerBuilder mqtt(URI broker, String topic) {
    checkArgument(
        broker.getHost() != null && List.of("mqtt", "mqtts").contains(broker.getScheme()),
        "a broker is mqtt://host or mqtts://host");
    checkArgument(
        topic.matches("[^+#\\x00]{1,1000}"), "a topic has 1 to 1000 characters without + and #");
    sinks.add(
        () ->
            new Mqtt(
                broker,
                topic,
                System.getenv("ANOMALY_MQTT_USER"),
                System.getenv("ANOMALY_MQTT_PASSWORD")));
    return this;
  }

  /**
   * Starts the station.
   *
   * @throws IOException if the model or another file cannot be read, the data folder is in use by
   *     another station, or the address cannot be listened on
   */
  public AnomalyServer start() throws IOException {
    return new AnomalyServer(
        Station.start(
            new StationSettings(
                model,
                data,
                loader,
                host,
                port,
                limits,
                apiKeys,
                userHeader,
                database,
                imageBytes,
                training,
                List.copyOf(sources),
                List.copyOf(watched),
                replayed,
                replayEvery,
                List.copyOf(sinks))),
        host);
  }
}
