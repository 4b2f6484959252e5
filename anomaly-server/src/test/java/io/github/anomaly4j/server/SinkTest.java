package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.station;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkTest {
  private static final byte[] SECRET = "a secret of 16 bytes or more".getBytes(UTF_8);

  static final Path MOSQUITTO = Path.of(System.getProperty("mosquitto", "/usr/sbin/mosquitto"));

  @TempDir Path data;

  private static long inspect(AnomalyServer server, String product, long seed) throws Exception {
    return detect(server, "", DrawnParts.png(product, seed, false))
        .json()
        .at("/inspection/id")
        .asLong();
  }

  static void await(List<?> received, int count) throws InterruptedException {
    for (int i = 0; i < 600 && received.size() < count; i++) {
      Thread.sleep(50);
    }
    assertThat(received.size()).isGreaterThanOrEqualTo(count);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** An endpoint that checks signatures and fails for its first requests. */
  private static HttpServer endpoint(int port, int failures, List<Long> received)
      throws IOException {
    HttpServer endpoint = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    AtomicInteger requests = new AtomicInteger();
    endpoint.createContext(
        "/hook",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String time = exchange.getRequestHeaders().getFirst("X-Anomaly-Timestamp");
          String signature = exchange.getRequestHeaders().getFirst("X-Anomaly-Signature");
          boolean good = ("sha256=" + hmac(time, body)).equals(signature);
          boolean fails = requests.incrementAndGet() <= failures;
          if (good && !fails) {
            received.add(new ObjectMapper().readTree(body).get("id").asLong());
          }
          exchange.sendResponseHeaders(good ? fails ? 500 : 204 : 401, -1);
          exchange.close();
        });
    endpoint.start();
    return endpoint;
  }

  private static String hmac(String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
      mac.update((time + ".").getBytes(UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_webhook_that_fails_is_away_or_was_away_during_a_restart_gets_all_in_order()
      throws Exception {
    int port = freePort();
    URI address = URI.create("http://127.0.0.1:" + port + "/hook");
    List<Long> received = Collections.synchronizedList(new ArrayList<>());
    List<Long> sent = new ArrayList<>();
    try (AnomalyServer server = station(data).webhook(address, SECRET).start()) {
      for (int i = 0; i < 3; i++) {
        sent.add(inspect(server, DrawnParts.DISC, 1200 + i));
      }
      HttpServer endpoint = endpoint(port, 2, received);
      await(received, 3);
      endpoint.stop(0);
      // It is away; inspections go on.
      for (int i = 0; i < 3; i++) {
        sent.add(inspect(server, DrawnParts.SHEET, 1210 + i));
      }
      assertThat(get(server, "/metrics").text())
          .contains("anomaly_sink_waiting{sink=\"webhook\"} 3.0")
          .contains("anomaly_sink_delivered_total{sink=\"webhook\"} 3.0");
    }
    try (AnomalyServer server = station(data).webhook(address, SECRET).start()) {
      sent.add(inspect(server, DrawnParts.DISC, 1220));
      HttpServer endpoint = endpoint(port, 0, received);
      await(received, 7);
      endpoint.stop(0);
      assertThat(received).containsExactlyElementsOf(sent);
    }
  }

  /** A broker that keeps sessions while it is stopped. */
  static Process broker(int port, Path folder) throws IOException, InterruptedException {
    Path settings = folder.resolve("mosquitto.conf");
    Files.writeString(
        settings,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        user root
        """
            .formatted(port, folder));
    Process broker =
        new ProcessBuilder(MOSQUITTO.toString(), "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    for (int i = 0; i < 200; i++) {
      try {
        new Socket("127.0.0.1", port).close();
        return broker;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    broker.destroyForcibly();
    throw new IOException(Files.readString(folder.resolve("mosquitto.log")));
  }

  private static long id(byte[] json) {
    try {
      return new ObjectMapper().readTree(json).get("id").asLong();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A subscriber. The broker keeps the messages that come while it is away. */
  static Mqtt5BlockingClient listen(int port, List<Long> received, List<String> topics) {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("listener")
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildBlocking();
    client
        .toAsync()
        .publishes(
            MqttGlobalPublishFilter.ALL,
            (Mqtt5Publish message) -> {
              received.add(id(message.getPayloadAsBytes()));
              topics.add(message.getTopic().toString());
            });
    client.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
    client.subscribeWith().topicFilter("line1/#").qos(MqttQos.AT_LEAST_ONCE).send();
    return client;
  }

  @Test
  void a_broker_that_was_away_gets_all_inspections_in_order(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isExecutable(MOSQUITTO),
        "MQTT is not tested: there is no broker; install Debian's package mosquitto");
    int port = freePort();
    URI address = URI.create("mqtt://127.0.0.1:" + port);
    List<Long> received = Collections.synchronizedList(new ArrayList<>());
    List<String> topics = Collections.synchronizedList(new ArrayList<>());
    Process broker = broker(port, folder);
    List<Long> sent = new ArrayList<>();
    try (AnomalyServer server = station(data).mqtt(address, "line1").start()) {
      listen(port, received, topics);
      for (int i = 0; i < 4; i++) {
        sent.add(inspect(server, i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET, 1230 + i));
      }
      await(received, 4);
      assertThat(topics).containsExactly("line1/disc", "line1/sheet", "line1/disc", "line1/sheet");
      broker.destroy();
      assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 10; i++) {
        sent.add(inspect(server, DrawnParts.DISC, 1240 + i));
      }
      broker = broker(port, folder);
      Mqtt5BlockingClient again = listen(port, received, topics);
      sent.add(inspect(server, DrawnParts.SHEET, 1250));
      for (int i = 0; i < 600 && !received.contains(sent.get(14)); i++) {
        Thread.sleep(50);
      }
      again.disconnect();
    } finally {
      broker.destroyForcibly();
    }
    // Those that were sent and not confirmed may come twice.
    assertThat(new ArrayList<>(new LinkedHashSet<>(received))).containsExactlyElementsOf(sent);
  }
}
