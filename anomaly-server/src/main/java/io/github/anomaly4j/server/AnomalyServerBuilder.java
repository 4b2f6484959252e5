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
import picocli.CommandLine.Option;

/**
 * Settings of an {@link AnomalyServer}. By default it listens on 127.0.0.1, port 8080, keeps its
 * data in the folder {@code anomaly-station} (a database in a file, and up to 10 GiB of images),
 * accepts what {@link Limits#defaults()} says, keeps 20 versions of the model, and makes an API key
 * for itself. Not safe for concurrent use.
 *
 * <p>Long because it is the one place where a setting is described: the program's options are these
 * methods.
 */
public final class AnomalyServerBuilder {
  private static final String DEFAULT = " By default: ${DEFAULT-VALUE}.";
  private static final double GIB = 1L << 30;
  private static final String MILO = "org.eclipse.milo.opcua.sdk.server.OpcUaServer";

  private Path model;
  private Path data = Path.of("anomaly-station");
  private DetectorLoader loader = AnomalyDetector.loader();
  private String host = "127.0.0.1";
  private int port = 8080;
  private Limits limits = Limits.defaults();
  private @Nullable Path apiKeys;
  private @Nullable String userHeader;
  private @Nullable String database;
  private long imageBytes = 10L << 30;
  private int versions = 20;
  private @Nullable Path training;
  private final List<ImageSource> sources = new ArrayList<>();
  private final List<Path> watched = new ArrayList<>();
  private final List<Supplier<Sink>> sinks = new ArrayList<>();
  private @Nullable URI opcUa;
  private @Nullable Path replayed;
  private Duration replayEvery = Duration.ofSeconds(2);

  AnomalyServerBuilder(Path model) {
    this.model = requireNonNull(model, "model");
  }

  /** For the program, which is told of the model after it has made a builder. */
  @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model.")
  void model(Path file) {
    model = file;
  }

  /**
   * Where versions of the model, images and, unless {@link #database} says otherwise, the database
   * are kept; made if it is missing. One station at a time.
   */
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "anomaly-station",
      description = "Where the station keeps what it needs." + DEFAULT)
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
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen on." + DEFAULT)
  public AnomalyServerBuilder host(String address) {
    host = requireNonNull(address, "address");
    return this;
  }

  /**
   * The port to listen on.
   *
   * @param number 0 for any that is free
   */
  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "The port to listen on; 0 for any that is free." + DEFAULT)
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
  @Option(
      names = "--api-keys",
      paramLabel = "FILE",
      description =
          "Keys for whatever changes something, a line for each: a name, a blank and the key."
              + " Without it, the station makes a key and keeps it in DIR/api-key.")
  public AnomalyServerBuilder apiKeys(Path file) {
    apiKeys = requireNonNull(file, "file");
    return this;
  }

  /**
   * A header in which a reverse proxy on this machine names the user that it has let in. The proxy
   * must remove that header from what it gets.
   */
  @Option(
      names = "--user-header",
      paramLabel = "NAME",
      description =
          "A header in which a reverse proxy on this machine names the user that it has let in.")
  public AnomalyServerBuilder userHeader(String name) {
    checkArgument(name.matches("[A-Za-z0-9-]+"), "%s is no name of a header", name);
    userHeader = name;
    return this;
  }

  /**
   * The database of inspections, labels and the audit log.
   *
   * <p>By default it is a file of SQLite in the data folder.
   *
   * @param url of JDBC, {@code jdbc:postgresql://host/name?user=...}; the password may be in the
   *     environment, as ANOMALY_DATABASE_PASSWORD. One station at a time uses a database, or a
   *     schema of it
   */
  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "jdbc:postgresql://host/name?user=...; the password may be in the environment, as"
              + " ANOMALY_DATABASE_PASSWORD. By default: a file of SQLite in the data folder.")
  public AnomalyServerBuilder database(String url) {
    checkArgument(
        url.startsWith("jdbc:postgresql:"),
        "the URL of a database begins with jdbc:postgresql:; without one it is a file in the data"
            + " folder");
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

  /** The same in GiB, for the program. */
  @Option(
      names = "--keep-images",
      paramLabel = "GIB",
      defaultValue = "10",
      description =
          "How much of images and heat maps is kept; the oldest are deleted beyond that, unless"
              + " people labeled them."
              + DEFAULT)
  void keepImagesGib(double gib) {
    keepImages((long) (gib * GIB));
  }

  /**
   * How many versions of the model are kept, the last ones. Older ones are deleted, but never the
   * one in use, the one before it, or the file that a kept one was made of.
   *
   * @param most at least 2
   */
  @Option(
      names = "--keep-versions",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How many versions of the model are kept; older ones are deleted, but never the one in"
              + " use or the one before it."
              + DEFAULT)
  public AnomalyServerBuilder keepVersions(int most) {
    checkArgument(most >= 2, "at least 2 versions must be kept, was %s", most);
    versions = most;
    return this;
  }

  /**
   * The images that the model was trained on, unchanged: the model learns from labeled defects only
   * if they are here. False alarms need no images.
   *
   * @param folder in a layout that {@link io.github.anomaly4j.data.ImageSet#folder} reads
   */
  @Option(
      names = "--training",
      paramLabel = "DIR",
      description =
          "The images that the model was trained on. Labeled defects teach the model only if these"
              + " are here.")
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

  /** The same for all folders together, for the program. */
  @Option(
      names = "--watch",
      paramLabel = "DIR",
      description =
          "Inspects files that are put into this folder, and moves them to processed, failed or"
              + " unreadable below it. May be given several times.")
  void watched(List<Path> folders) {
    watched.clear();
    watched.addAll(folders);
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

  /** One every two seconds, for the program. */
  @Option(
      names = "--replay",
      paramLabel = "DIR",
      description =
          "Inspects the test images of this folder again and again: to see the station at work.")
  void replay(Path folder) {
    replay(folder, replayEvery);
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
   * Tells clients of OPC UA: a server with the last inspection of each product as nodes, and an
   * event for each inspection. Events come in order; while no client is subscribed to them, up to
   * 100,000 inspections wait in the database. On loopback, whoever reaches it may read. On another
   * address, messages are signed and encrypted, and only clients are let in whose certificates were
   * put into {@code opcua/pki/trusted/certs} below the data folder. Needs {@code
   * org.eclipse.milo:milo-sdk-server}, which this library brings only as an optional dependency.
   *
   * @param address to listen on, such as {@code opc.tcp://127.0.0.1:4840}
   * @throws IllegalStateException if Milo is not on the class path
   */
  @Option(
      names = "--opcua",
      paramLabel = "URL",
      description =
          "Listens on this address, such as opc.tcp://127.0.0.1:4840, for clients of OPC UA, and"
              + " tells them of inspections by nodes and events.")
  public AnomalyServerBuilder opcUa(URI address) {
    checkArgument(
        address.getHost() != null && "opc.tcp".equals(address.getScheme()),
        "an OPC UA server listens on opc.tcp://address or opc.tcp://address:port");
    try {
      Class.forName(MILO, false, AnomalyServerBuilder.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "OPC UA needs org.eclipse.milo:milo-sdk-server on the class path; add it", e);
    }
    opcUa = address;
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
                versions,
                training,
                List.copyOf(sources),
                List.copyOf(watched),
                replayed,
                replayEvery,
                List.copyOf(sinks),
                opcUa)),
        host);
  }
}
