package io.github.anomaly4j.internal.server.sink;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5MessageException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.github.anomaly4j.internal.server.http.Json;
import io.github.anomaly4j.internal.server.store.Inspection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Publishes each inspection as JSON by MQTT 5, with quality of service 1, to {@code TOPIC/PRODUCT};
 * characters that a topic may not have are underscores. It is confirmed by the broker, so that the
 * order of a product's inspections is kept.
 */
public final class Mqtt implements Sink {
  private static final int PORT = 1883;
  private static final int TLS_PORT = 8883;
  private static final int KEEP_ALIVE_SECONDS = 20;
  private static final Pattern NOT_IN_TOPIC = Pattern.compile("[+#/\\x00]");

  private final Mqtt5BlockingClient client;
  private final String topic;

  /**
   * Publishes to a broker.
   *
   * @param broker {@code mqtt://host:1883}, or {@code mqtts://host:8883} with TLS
   * @param topic the beginning of all topics
   * @param user with the password; {@code null} if the broker asks for none
   */
  public Mqtt(URI broker, String topic, @Nullable String user, @Nullable String password) {
    boolean tls = "mqtts".equals(broker.getScheme());
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("anomaly-server-" + UUID.randomUUID())
            .serverHost(broker.getHost())
            .serverPort(broker.getPort() > 0 ? broker.getPort() : tls ? TLS_PORT : PORT);
    if (tls) {
      builder = builder.sslWithDefaultConfig();
    }
    if (user != null) {
      builder =
          builder
              .simpleAuth()
              .username(user)
              .password((password == null ? "" : password).getBytes(StandardCharsets.UTF_8))
              .applySimpleAuth();
    }
    this.client = builder.buildBlocking();
    this.topic = topic;
  }

  @Override
  public String name() {
    return "mqtt";
  }

  @Override
  public int deliver(List<Inspection> inspections) throws IOException, InterruptedException {
    Inspection inspection = inspections.get(0);
    try {
      if (!client.getState().isConnected()) {
        client.connectWith().cleanStart(true).keepAlive(KEEP_ALIVE_SECONDS).send();
      }
      String product = NOT_IN_TOPIC.matcher(inspection.finding().product()).replaceAll("_");
      Mqtt5PublishResult result =
          client
              .publishWith()
              .topic(topic + "/" + product)
              .qos(MqttQos.AT_LEAST_ONCE)
              .contentType("application/json")
              .payload(Json.write(inspection))
              .send();
      Optional<Throwable> error = result.getError();
      if (error.isPresent()) {
        throw new IOException("the broker has not confirmed a message", error.get());
      }
      return 1;
    } catch (Mqtt5MessageException | MqttClientStateException e) {
      throw new IOException("the broker is away: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new IOException("the broker is away: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      client.disconnect();
    } catch (Mqtt5MessageException | MqttClientStateException e) {
      // It is not connected.
    }
  }
}
