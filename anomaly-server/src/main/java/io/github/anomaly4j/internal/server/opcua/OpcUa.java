package io.github.anomaly4j.internal.server.opcua;

import io.github.anomaly4j.internal.server.sink.Sink;
import io.github.anomaly4j.internal.server.store.Inspection;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateGroup;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OPC UA server. Its nodes show the last inspection of each product; as a sink, it tells clients
 * of all inspections by events. An inspection is confirmed when every client that was subscribed to
 * events has acknowledged it, or has left while another one acknowledged it.
 */
public final class OpcUa implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger(OpcUa.class);
  private static final long LOOK_MS = 10;
  private static final long PATIENCE_S = 20;

  private final OpcUaServer server;
  private final InspectionNamespace namespace;

  private OpcUa(OpcUaServer server) {
    this.server = server;
    this.namespace = new InspectionNamespace(server);
  }

  /**
   * Begins to listen.
   *
   * @param address {@code opc.tcp://address:port}
   * @param folder of the server's certificate and of those that it trusts, unless it listens on
   *     loopback
   * @throws IOException if it cannot listen there, or a certificate cannot be read or made
   */
  public static OpcUa start(URI address, Path folder) throws IOException {
    OpcUa opcUa =
        new OpcUa(
            new OpcUaServer(
                Endpoints.of(address, folder),
                profile ->
                    new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build())));
    try {
      opcUa.namespace.startup();
      opcUa.server.startup().get(PATIENCE_S, TimeUnit.SECONDS);
      return opcUa;
    } catch (ExecutionException | TimeoutException e) {
      opcUa.close();
      throw new IOException("OPC UA cannot be served on " + address + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      opcUa.close();
      Thread.currentThread().interrupt();
      throw new IOException("the start was interrupted", e);
    }
  }

  @Override
  public String name() {
    return "opcua";
  }

  /** Lets the nodes show an inspection. */
  public void show(Inspection inspection) {
    namespace.show(inspection);
  }

  @Override
  public boolean listening() {
    return !Listener.of(server).isEmpty();
  }

  @Override
  public int deliver(List<Inspection> inspections) throws IOException, InterruptedException {
    List<Listener> listeners = Listener.of(server);
    if (listeners.isEmpty()) {
      throw new IOException("no client is subscribed to events");
    }
    int room = listeners.stream().mapToInt(Listener::room).min().orElse(1);
    List<Inspection> some = inspections.subList(0, Math.min(room, inspections.size()));
    try {
      for (Inspection each : some) {
        namespace.tell(each, listeners);
      }
    } catch (UaException e) {
      throw new IOException(e);
    }
    boolean confirmed = false;
    for (Listener listener : listeners) {
      confirmed |= waitFor(listener);
    }
    if (!confirmed) {
      throw new IOException("the clients have left before they acknowledged an event");
    }
    return some.size();
  }

  private static boolean waitFor(Listener listener) throws InterruptedException {
    while (!listener.gone()) {
      if (listener.hasAll()) {
        return true;
      }
      Thread.sleep(LOOK_MS);
    }
    return false;
  }

  @Override
  public void close() {
    namespace.shutdown();
    for (CertificateGroup group :
        server.getConfig().getCertificateManager().getCertificateGroups()) {
      stopWatching(group);
    }
    try {
      server.shutdown().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the OPC UA server does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Trusted certificates are looked for by a thread. */
  private static void stopWatching(CertificateGroup group) {
    if (group.getTrustListManager() instanceof Closeable watched) {
      try {
        watched.close();
      } catch (IOException e) {
        LOG.warn("trusted certificates are still looked for", e);
      }
    }
  }
}
