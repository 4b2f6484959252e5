package io.github.anomaly4j.server;

import io.github.anomaly4j.internal.server.Station;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A running inspection station: a detector behind HTTP.
 *
 * <pre>{@code
 * try (AnomalyServer server = AnomalyServer.of(Path.of("parts.anomaly")).port(8080).start()) {
 *   System.out.println(server.address());
 *   ...
 * }
 * }</pre>
 *
 * <p>Safe for concurrent use.
 */
public final class AnomalyServer implements AutoCloseable {
  private final Station station;
  private final String host;

  AnomalyServer(Station station, String host) {
    this.station = station;
    this.host = host;
  }

  /** A station for a model file, with the defaults that {@link AnomalyServerBuilder} lists. */
  public static AnomalyServerBuilder of(Path model) {
    return new AnomalyServerBuilder(model);
  }

  /** Where it is, such as {@code http://127.0.0.1:8080/}. */
  public URI address() {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + literal + ":" + station.port() + "/");
  }

  /**
   * The API key that the station made for itself and keeps in its data folder, for its owner alone;
   * empty if {@link AnomalyServerBuilder#apiKeys} gave keys.
   */
  public Optional<String> key() {
    return Optional.ofNullable(station.ownKey());
  }

  /** Stops; requests that are being answered get a moment to end. A second call does nothing. */
  @Override
  public void close() {
    station.close();
  }
}
