package io.github.anomaly4j.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.AnomalyDetector;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program: {@code java -jar anomaly-server.jar --model parts.anomaly}. */
@Command(
    name = "anomaly-server",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Inspects images that it gets over HTTP.",
    optionListHeading = "%nOptions:%n")
public final class Main implements Callable<Integer> {
  private static final Duration REPLAY_EVERY = Duration.ofSeconds(2);
  private static final String DEFAULT = " By default: ${DEFAULT-VALUE}.";

  @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "anomaly-station",
      description = "Where the station keeps what it needs." + DEFAULT)
  private Path data = Path.of("");

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen on." + DEFAULT)
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "The port to listen on; 0 for any that is free." + DEFAULT)
  private int port;

  @Option(
      names = "--watch",
      paramLabel = "DIR",
      description =
          "Inspects files that are put into this folder, and moves them to processed, failed or"
              + " unreadable below it. May be given several times.")
  private List<Path> watched = List.of();

  @Option(
      names = "--replay",
      paramLabel = "DIR",
      description =
          "Inspects the test images of this folder again and again: to see the station at work.")
  private @Nullable Path replayed;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Posts each inspection as JSON to this address; needs --webhook-secret.")
  private @Nullable URI webhook;

  @Option(
      names = "--webhook-secret",
      paramLabel = "FILE",
      description = "The secret that signs what is posted: the first line, 16 characters or more.")
  private @Nullable Path webhookSecret;

  @Option(
      names = "--mqtt",
      paramLabel = "URL",
      description =
          "Publishes each inspection by MQTT 5 to this broker, mqtt://host:1883 or mqtts://; user"
              + " and password may be in the environment, as ANOMALY_MQTT_USER and"
              + " ANOMALY_MQTT_PASSWORD.")
  private @Nullable URI mqtt;

  @Option(
      names = "--mqtt-topic",
      paramLabel = "TOPIC",
      defaultValue = "anomaly",
      description = "The beginning of its topics, which end with the product." + DEFAULT)
  private String mqttTopic = "";

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "jdbc:postgresql://host/name?user=...; the password may be in the environment, as"
              + " ANOMALY_DATABASE_PASSWORD. By default: a file in DIR.")
  private @Nullable String database;

  @Option(
      names = "--keep-images",
      paramLabel = "GIB",
      defaultValue = "10",
      description =
          "How much of images and heat maps is kept; the oldest are deleted beyond that, unless"
              + " people labeled them."
              + DEFAULT)
  private double keepImages;

  @Option(
      names = "--training",
      paramLabel = "DIR",
      description =
          "The images that the model was trained on. Labeled defects teach the model only if these"
              + " are here.")
  private @Nullable Path training;

  @Option(
      names = "--api-keys",
      paramLabel = "FILE",
      description =
          "Keys for whatever changes something, a line for each: a name, a blank and the key."
              + " Without it, the station makes a key and keeps it in DIR/api-key.")
  private @Nullable Path apiKeys;

  @Option(
      names = "--user-header",
      paramLabel = "NAME",
      description =
          "A header in which a reverse proxy on this machine names the user that it has let in.")
  private @Nullable String userHeader;

  @Option(
      names = "--max-mib",
      paramLabel = "N",
      defaultValue = "32",
      description = "The longest image file, in MiB." + DEFAULT)
  private long maxMib;

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      defaultValue = "40",
      description = "The largest image, in megapixels." + DEFAULT)
  private long maxMegapixels;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "How many images are scored at the same time. By default: one a processor.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "How many requests may wait for that; others get the status 429. By default: 16 a"
              + " processor.")
  private @Nullable Integer queue;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long a request may wait, and a connection be silent." + DEFAULT)
  private int timeout;

  @Option(
      names = "--trust-backbone",
      description = "Run the backbone that the model holds or names: only if you know its author.")
  private boolean trustBackbone;

  private Main() {}

  /** Runs until the process is ended. */
  public static void main(String... arguments) {
    // The program's own log; a host that starts a station logs as it likes.
    Map.of(
            "showDateTime", "true",
            "dateTimeFormat", "yyyy-MM-dd HH:mm:ss",
            "showThreadName", "false",
            "log.org.eclipse.jetty", "warn",
            "log.io.javalin", "warn",
            "log.com.zaxxer.hikari", "warn",
            "log.org.flywaydb", "warn")
        .forEach(
            (name, value) ->
                System.getProperties().putIfAbsent("org.slf4j.simpleLogger." + name, value));
    CommandLine program = new CommandLine(new Main());
    program.setExecutionExceptionHandler(
        (e, line, parsed) -> {
          line.getErr().println(e.getMessage() == null ? e.toString() : e.getMessage());
          line.getErr().flush();
          return 1;
        });
    System.exit(program.execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    AnomalyServer server = builder().start();
    Thread closing =
        new Thread(
            () -> {
              server.close();
              ended.countDown();
            },
            "anomaly-server-closing");
    Runtime.getRuntime().addShutdownHook(closing);
    // The fragment stays in the browser: no log of a proxy gets the key.
    System.out.println(
        server.key().map(key -> server.address() + "#key=" + key).orElse("" + server.address()));
    ended.await();
    return 0;
  }

  private AnomalyServerBuilder builder() throws IOException {
    Limits defaults = Limits.defaults();
    AnomalyServerBuilder builder =
        AnomalyServer.of(model)
            .data(data)
            .host(host)
            .port(port)
            .limits(
                defaults
                    .withImages(maxMib << 20, maxMegapixels * 1_000_000)
                    .withConcurrency(
                        concurrency == null ? defaults.concurrency() : concurrency,
                        queue == null ? defaults.queue() : queue)
                    .withTimeout(Duration.ofSeconds(timeout)));
    builder.keepImages((long) (keepImages * (1L << 30)));
    watched.forEach(builder::watch);
    if (replayed != null) {
      builder.replay(replayed, REPLAY_EVERY);
    }
    if (webhook != null) {
      if (webhookSecret == null) {
        throw new IOException("--webhook needs --webhook-secret: a file with a secret");
      }
      String secret = Files.readString(webhookSecret).lines().findFirst().orElse("").strip();
      builder.webhook(webhook, secret.getBytes(UTF_8));
    }
    if (mqtt != null) {
      builder.mqtt(mqtt, mqttTopic);
    }
    if (database != null) {
      builder.database(database);
    }
    if (training != null) {
      builder.training(training);
    }
    if (apiKeys != null) {
      builder.apiKeys(apiKeys);
    }
    if (userHeader != null) {
      builder.userHeader(userHeader);
    }
    return trustBackbone ? builder.loader(AnomalyDetector.loader().trustBackbone()) : builder;
  }
}
