package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ContentFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.ContentFilterElement;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.EventFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.SimpleAttributeOperand;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpcUaTest {
  private static final String NAMESPACE = "urn:anomaly4j:station";

  @TempDir Path data;

  private static long inspect(AnomalyServer server, String product, long seed, boolean defect)
      throws Exception {
    return detect(server, "", DrawnParts.png(product, seed, defect))
        .json()
        .at("/inspection/id")
        .asLong();
  }

  private static OpcUaClient connect(int port) throws Exception {
    return connect(port, port);
  }

  /** Connects to a server by another port than it listens on. */
  static OpcUaClient connect(int port, int by) throws Exception {
    return OpcUaClient.create(
            "opc.tcp://127.0.0.1:" + port,
            endpoints ->
                endpoints.stream().map(e -> EndpointUtil.updateUrl(e, null, by)).findFirst(),
            transport -> {},
            config -> {})
        .connect();
  }

  private static int namespace(OpcUaClient client) throws Exception {
    return client.readNamespaceTable().getIndex(NAMESPACE).intValue();
  }

  private static Object value(OpcUaClient client, String product, String field) throws Exception {
    NodeId node = new NodeId(namespace(client), "Station/" + product + "/" + field);
    return client.readValue(0, TimestampsToReturn.Both, node).value().value();
  }

  private static SimpleAttributeOperand select(NodeId type, QualifiedName name) {
    return new SimpleAttributeOperand(
        type, new QualifiedName[] {name}, AttributeId.Value.uid(), null);
  }

  /** Subscribes to the events' product and id. */
  static OpcUaSubscription subscribe(
      OpcUaClient client, NodeId node, int queue, List<String> received) throws Exception {
    int index = namespace(client);
    NodeId type = new NodeId(index, "InspectionEventType");
    EventFilter filter =
        new EventFilter(
            new SimpleAttributeOperand[] {
              select(NodeIds.BaseEventType, new QualifiedName(0, "SourceName")),
              select(type, new QualifiedName(index, "InspectionId")),
              select(NodeIds.BaseEventType, new QualifiedName(0, "Severity")),
              select(type, new QualifiedName(index, "Verdict"))
            },
            new ContentFilter(new ContentFilterElement[0]));
    OpcUaMonitoredItem item = OpcUaMonitoredItem.newEventItem(node, filter);
    item.setQueueSize(uint(queue));
    item.setEventValueListener(
        (own, values) ->
            received.add(
                "%s %s %s %s"
                    .formatted(
                        values[0].value(),
                        values[1].value(),
                        values[2].value(),
                        values[3].value())));
    OpcUaSubscription subscription = new OpcUaSubscription(client, 100);
    subscription.create();
    subscription.addMonitoredItem(item);
    subscription.synchronizeMonitoredItems();
    return subscription;
  }

  private static void await(List<?> received, int count) throws InterruptedException {
    for (int i = 0; i < 600 && received.size() < count; i++) {
      Thread.sleep(50);
    }
    assertThat(received).hasSizeGreaterThanOrEqualTo(count);
  }

  /** The client acknowledges what it has received with its next request. */
  private static void awaitAcknowledged(AnomalyServer server) throws Exception {
    String none = "anomaly_sink_waiting{sink=\"opcua\"} 0.0";
    for (int i = 0; i < 600 && !get(server, "/metrics").text().contains(none); i++) {
      Thread.sleep(50);
    }
    assertThat(get(server, "/metrics").text()).contains(none);
  }

  private static List<String> none() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  @Test
  void nodes_show_the_last_inspection_of_each_product_whether_or_not_anybody_takes_events()
      throws Exception {
    int port = SinkTest.freePort();
    URI address = URI.create("opc.tcp://127.0.0.1:" + port);
    long last;
    try (AnomalyServer server = station(data).opcUa(address).start()) {
      inspect(server, DrawnParts.DISC, 1300, false);
      long sheet = inspect(server, DrawnParts.SHEET, 1301, false);
      last = inspect(server, DrawnParts.DISC, 1302, true);
      OpcUaClient client = connect(port);
      for (int i = 0; i < 100 && !shows(client, last); i++) {
        Thread.sleep(50);
      }
      assertThat(value(client, DrawnParts.DISC, "InspectionId")).isEqualTo(last);
      assertThat(value(client, DrawnParts.DISC, "Verdict")).isEqualTo("ANOMALOUS");
      assertThat(value(client, DrawnParts.DISC, "Passes")).isEqualTo(false);
      assertThat((Double) value(client, DrawnParts.DISC, "Score"))
          .isGreaterThan((Double) value(client, DrawnParts.DISC, "Threshold"));
      assertThat(value(client, DrawnParts.DISC, "Image"))
          .isEqualTo("/api/v1/inspections/" + last + "/image");
      assertThat(value(client, DrawnParts.SHEET, "InspectionId")).isEqualTo(sheet);
      client.disconnect();
    }
    try (AnomalyServer server = station(data).opcUa(address).start()) {
      OpcUaClient client = connect(port);
      for (int i = 0; i < 100 && !shows(client, last); i++) {
        Thread.sleep(50);
      }
      assertThat(shows(client, last)).as("after a restart of " + server.address()).isTrue();
      client.disconnect();
    }
  }

  private static boolean shows(OpcUaClient client, long id) throws Exception {
    return Long.valueOf(id).equals(value(client, DrawnParts.DISC, "InspectionId"));
  }

  @Test
  void each_inspection_is_an_event_of_the_server_and_of_the_station() throws Exception {
    int port = SinkTest.freePort();
    try (AnomalyServer server =
        station(data).opcUa(URI.create("opc.tcp://127.0.0.1:" + port)).start()) {
      OpcUaClient client = connect(port);
      List<String> ofServer = none();
      List<String> ofStation = none();
      subscribe(client, NodeIds.Server, 100, ofServer);
      subscribe(client, new NodeId(namespace(client), "Station"), 100, ofStation);
      long good = inspect(server, DrawnParts.SHEET, 1310, false);
      long bad = inspect(server, DrawnParts.DISC, 1311, true);
      await(ofServer, 2);
      await(ofStation, 2);
      client.disconnect();
      assertThat(ofServer)
          .containsExactly(
              "sheet %d %s NORMAL".formatted(good, ushort(100)),
              "disc %d %s ANOMALOUS".formatted(bad, ushort(700)));
      assertThat(ofStation).containsExactlyElementsOf(ofServer);
    }
  }

  @Test
  void nothing_can_be_written() throws Exception {
    int port = SinkTest.freePort();
    try (AnomalyServer server =
        station(data).opcUa(URI.create("opc.tcp://127.0.0.1:" + port)).start()) {
      long id = inspect(server, DrawnParts.DISC, 1315, false);
      OpcUaClient client = connect(port);
      for (int i = 0; i < 100 && !shows(client, id); i++) {
        Thread.sleep(50);
      }
      NodeId node = new NodeId(namespace(client), "Station/disc/Verdict");
      assertThat(
              client.writeValues(
                  List.of(node), List.of(DataValue.valueOnly(new Variant("ANOMALOUS")))))
          .allMatch(StatusCode::isBad);
      assertThat(value(client, DrawnParts.DISC, "Verdict")).isEqualTo("NORMAL");
      client.disconnect();
    }
  }

  @Test
  void a_client_that_was_away_gets_all_events_in_order_also_with_a_short_queue() throws Exception {
    int port = SinkTest.freePort();
    URI address = URI.create("opc.tcp://127.0.0.1:" + port);
    List<String> received = none();
    List<Long> sent = new ArrayList<>();
    try (AnomalyServer server = station(data).opcUa(address).start()) {
      OpcUaClient client = connect(port);
      subscribe(client, NodeIds.Server, 3, received);
      for (int i = 0; i < 10; i++) {
        sent.add(inspect(server, i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET, i, false));
      }
      await(received, 10);
      awaitAcknowledged(server);
      client.disconnect();
      for (int i = 0; i < 5; i++) {
        sent.add(inspect(server, DrawnParts.DISC, 1330 + i, false));
      }
      assertThat(get(server, "/metrics").text())
          .contains("anomaly_sink_waiting{sink=\"opcua\"} 5.0");
    }
    try (AnomalyServer server = station(data).opcUa(address).start()) {
      sent.add(inspect(server, DrawnParts.SHEET, 1340, false));
      OpcUaClient client = connect(port);
      subscribe(client, NodeIds.Server, 100, received);
      await(received, 16);
      client.disconnect();
    }
    // Those that were not acknowledged may come twice.
    assertThat(new LinkedHashSet<>(ids(received))).containsExactlyElementsOf(sent);
  }

  static List<Long> ids(List<String> received) {
    synchronized (received) {
      return received.stream().map(line -> Long.valueOf(line.split(" ")[1])).toList();
    }
  }

  @Test
  void an_address_that_is_in_use_is_told_when_the_station_starts() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      URI address = URI.create("opc.tcp://127.0.0.1:" + taken.getLocalPort());
      assertThatThrownBy(() -> station(data).opcUa(address).start().close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("OPC UA")
          .hasMessageContaining(address.toString());
    }
  }

  private record Identity(KeyPair keys, X509Certificate certificate) {
    static Identity made() throws Exception {
      KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
      return new Identity(
          keys,
          new SelfSignedCertificateBuilder(keys)
              .setCommonName("test client")
              .setApplicationUri("urn:test:client")
              .build());
    }

    OpcUaClient connect(String url) throws Exception {
      return OpcUaClient.create(
              url,
              endpoints ->
                  endpoints.stream()
                      .filter(
                          each ->
                              each.getSecurityPolicyUri()
                                  .equals(SecurityPolicy.Basic256Sha256.getUri()))
                      .map(each -> EndpointUtil.updateUrl(each, "127.0.0.1"))
                      .findFirst(),
              transport -> {},
              config ->
                  config
                      .setApplicationName(LocalizedText.english("test client"))
                      .setApplicationUri("urn:test:client")
                      .setKeyPair(keys)
                      .setCertificate(certificate)
                      .setCertificateChain(new X509Certificate[] {certificate}))
          .connect();
    }
  }

  @Test
  void beyond_loopback_only_trusted_clients_are_let_in_and_only_encrypted() throws Exception {
    int port = SinkTest.freePort();
    String url = "opc.tcp://127.0.0.1:" + port;
    try (AnomalyServer server =
        station(data).opcUa(URI.create("opc.tcp://0.0.0.0:" + port)).start()) {
      List<EndpointDescription> endpoints =
          DiscoveryClient.getEndpoints(url).get(10, TimeUnit.SECONDS);
      assertThat(endpoints)
          .filteredOn(each -> !each.getEndpointUrl().endsWith("/discovery"))
          .allMatch(
              each -> each.getSecurityPolicyUri().equals(SecurityPolicy.Basic256Sha256.getUri()));
      assertThatThrownBy(() -> OpcUaClient.create(url + "/discovery").connect())
          .as("a session without security")
          .isInstanceOf(Exception.class);
      Identity identity = Identity.made();
      assertThatThrownBy(() -> identity.connect(url))
          .as("a stranger")
          .isInstanceOf(Exception.class);
      Path rejected = data.resolve("opcua/rejected");
      Path trusted = data.resolve("opcua/pki/trusted/certs");
      try (Stream<Path> files = Files.list(rejected)) {
        Path own = files.findFirst().orElseThrow();
        Files.move(own, trusted.resolve(own.getFileName()));
      }
      OpcUaClient client = null;
      for (int i = 0; i < 100 && client == null; i++) {
        try {
          client = identity.connect(url);
        } catch (Exception e) {
          // The folder is looked at from time to time.
          Thread.sleep(200);
        }
      }
      assertThat(client).as("a client that is trusted").isNotNull();
      client.disconnect();
      assertThat(server.key()).isPresent();
    }
  }
}
