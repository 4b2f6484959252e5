package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The other side is away while images are inspected as fast as it goes, and comes back: nothing is
 * lost, and the order is kept. {@code -Daway.seconds=60} for a minute.
 */
class AwayTest {
  private static final int SECONDS = Integer.getInteger("away.seconds", 2);
  private static final int CLIENTS = 2;

  /** How many have come before the other side goes. */
  private static final int BEFORE = 20;

  @TempDir Path data;

  /** Clients that send images of both products one after the other. */
  private static final class Load {
    private final Map<Long, String> sent = new ConcurrentHashMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Load(AnomalyServer server) throws IOException {
      for (int i = 0; i < CLIENTS; i++) {
        String product = i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET;
        byte[] image = DrawnParts.png(product, 1400 + i, false);
        Thread thread = new Thread(() -> send(server, product, image));
        thread.start();
        threads.add(thread);
      }
    }

    private void send(AnomalyServer server, String product, byte[] image) {
      try {
        while (!ended) {
          StationFixture.Answer answer = detect(server, "?product=" + product, image);
          assertThat(answer.status()).isEqualTo(200);
          sent.put(answer.json().at("/inspection/id").asLong(), product);
        }
      } catch (Exception | AssertionError e) {
        failure.set(e);
      }
    }

    /** The products of all inspections, by their ids. */
    Map<Long, String> end() throws InterruptedException {
      ended = true;
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
      return new TreeMap<>(sent);
    }
  }

  private static double waiting(AnomalyServer server, String sink) throws Exception {
    String start = "anomaly_sink_waiting{sink=\"" + sink + "\"} ";
    return get(server, "/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .findFirst()
        .orElseThrow();
  }

  private static void check(
      String sink, Map<Long, String> sent, Supplier<List<Long>> received, double left)
      throws InterruptedException {
    long last = Collections.max(sent.keySet());
    long began = System.nanoTime();
    for (int i = 0; i < 1200 && !received.get().contains(last); i++) {
      Thread.sleep(100);
    }
    List<Long> all = received.get();
    List<Long> once = new ArrayList<>(new LinkedHashSet<>(all));
    System.out.printf(
        "%s away for %d s: %d inspections, %.0f waited, all there %.1f s after the last, %d came"
            + " twice%n",
        sink,
        SECONDS,
        sent.size(),
        left,
        (System.nanoTime() - began) / 1e9,
        all.size() - once.size());
    assertThat(once).containsExactlyElementsOf(sent.keySet());
  }

  @Test
  void a_broker_that_is_away_under_load_gets_all_in_order(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isExecutable(SinkTest.MOSQUITTO),
        "MQTT is not tested: there is no broker; install Debian's package mosquitto");
    int port = SinkTest.freePort();
    List<Long> received = Collections.synchronizedList(new ArrayList<>());
    List<String> topics = Collections.synchronizedList(new ArrayList<>());
    Process broker = SinkTest.broker(port, folder);
    try (AnomalyServer server =
        station(data).mqtt(URI.create("mqtt://127.0.0.1:" + port), "line1").start()) {
      SinkTest.listen(port, received, topics);
      Load load = new Load(server);
      SinkTest.await(received, BEFORE);
      broker.destroy();
      assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
      Thread.sleep(SECONDS * 1000L);
      double left = waiting(server, "mqtt");
      broker = SinkTest.broker(port, folder);
      Mqtt5BlockingClient again = SinkTest.listen(port, received, topics);
      Thread.sleep(1000);
      check("mqtt", load.end(), () -> List.of(received.toArray(Long[]::new)), left);
      again.disconnect();
    } finally {
      broker.destroyForcibly();
    }
  }

  @Test
  void a_client_of_opc_ua_that_is_away_under_load_gets_all_in_order() throws Exception {
    int port = SinkTest.freePort();
    List<String> received = Collections.synchronizedList(new ArrayList<>());
    try (AnomalyServer server =
            station(data).opcUa(URI.create("opc.tcp://127.0.0.1:" + port)).start();
        Cable cable = new Cable(port)) {
      OpcUaClient client = OpcUaTest.connect(port, cable.port());
      OpcUaTest.subscribe(client, NodeIds.Server, 1000, received)
          .setSubscriptionListener(
              new OpcUaSubscription.SubscriptionListener() {
                @Override
                public void onTransferFailed(OpcUaSubscription old, StatusCode status) {
                  new Thread(() -> again(client, received)).start();
                }

                @Override
                public void onStatusChanged(OpcUaSubscription old, StatusCode status) {
                  // It was away for longer than the server keeps a subscription.
                  new Thread(() -> again(client, received)).start();
                }
              });
      Load load = new Load(server);
      // Not earlier: Milo's client acknowledges what is cut off right after a keep-alive unseen.
      SinkTest.await(received, BEFORE);
      cable.pull();
      Thread.sleep(SECONDS * 1000L);
      double left = waiting(server, "opcua");
      cable.plug();
      Thread.sleep(1000);
      check("opcua", load.end(), () -> OpcUaTest.ids(received), left);
      client.disconnect();
    }
  }

  private static void again(OpcUaClient client, List<String> received) {
    try {
      OpcUaTest.subscribe(client, NodeIds.Server, 1000, received);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
