package io.github.anomaly4j.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.AnomalyDetector;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: {@code java -jar anomaly-server.jar --model parts.anomaly}. */
@Command(
    name = "anomaly-server",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Inspects images that it gets over HTTP.",
    optionListHeading = "%nOptions:%n")
public final class Main implements Callable<Integer>, ToolProvider {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final String DEFAULT = " By default: ${DEFAULT-VALUE}.";

  /** Has most options; those that it takes together with others are here. */
  @Mixin private final AnomalyServerBuilder builder = AnomalyServer.of(Path.of(""));

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

  @Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** For {@link java.util.ServiceLoader}, by which {@code anomaly serve} finds the program. */
  public Main() {}

  /** Runs until the process is ended. */
  public static void main(String... arguments) {
    System.exit(execute(new CommandLine(new Main()), arguments));
  }

  @Override
  public String name() {
    return "anomaly-server";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    return execute(new CommandLine(new Main()).setOut(out).setErr(err), arguments);
  }

  private static int execute(CommandLine program, String... arguments) {
    // The program's own log; a host that starts a station logs as it likes.
    Map.of(
            "showDateTime", "true",
            "dateTimeFormat", "yyyy-MM-dd HH:mm:ss",
            "showThreadName", "false",
            "log.org.eclipse.jetty", "warn",
            "log.org.eclipse.milo", "warn",
            "log.io.javalin", "warn",
            "log.com.zaxxer.hikari", "warn",
            "log.org.flywaydb", "warn")
        .forEach(
            (name, value) ->
                System.getProperties().putIfAbsent("org.slf4j.simpleLogger." + name, value));
    return program
        .setExecutionExceptionHandler((e, line, parsed) -> told(line, e, FAILED))
        .setParameterExceptionHandler((e, given) -> told(e.getCommandLine(), why(e), WRONG_USAGE))
        .execute(arguments);
  }

  /** A setting that refuses its value says why; picocli says only which method it called. */
  private static Exception why(ParameterException e) {
    return String.valueOf(e.getMessage()).startsWith("Could not invoke")
            && e.getCause() instanceof IllegalArgumentException refused
        ? refused
        : e;
  }

  private static int told(CommandLine line, Exception e, int code) {
    line.getErr().println(e.getMessage() == null ? e.toString() : e.getMessage());
    line.getErr().flush();
    return code;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    AnomalyServer server = start();
    Thread closing =
        new Thread(
            () -> {
              server.close();
              ended.countDown();
            },
            "anomaly-server-closing");
    Runtime.getRuntime().addShutdownHook(closing);
    // The fragment stays in the browser: no log of a proxy gets the key.
    PrintWriter out = requireNonNull(spec).commandLine().getOut();
    out.println(
        server.key().map(key -> server.address() + "#key=" + key).orElse("" + server.address()));
    out.flush();
    ended.await();
    return 0;
  }

  private AnomalyServer start() throws IOException {
    Limits defaults = Limits.defaults();
    builder.limits(
        defaults
            .withImages(maxMib << 20, maxMegapixels * 1_000_000)
            .withConcurrency(
                concurrency == null ? defaults.concurrency() : concurrency,
                queue == null ? defaults.queue() : queue)
            .withTimeout(Duration.ofSeconds(timeout)));
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
    if (trustBackbone) {
      builder.loader(AnomalyDetector.loader().trustBackbone());
    }
    return builder.start();
  }
}
