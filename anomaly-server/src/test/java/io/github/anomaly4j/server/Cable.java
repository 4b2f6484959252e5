package io.github.anomaly4j.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A cable between a client and a port of loopback, which can be pulled. */
final class Cable implements AutoCloseable {
  private final int to;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private ServerSocket listener;

  Cable(int to) throws IOException {
    this.to = to;
    this.listener = listen(0);
    this.port = listener.getLocalPort();
    plug();
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
  }

  int port() {
    return port;
  }

  /** Ends all connections and takes no others. */
  void pull() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Takes connections, at first or again. */
  void plug() throws IOException {
    ServerSocket own = listener.isClosed() ? listen(port) : listener;
    listener = own;
    start(
        () -> {
          while (true) {
            Socket near = own.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
            sockets.add(near);
            sockets.add(far);
            start(() -> copy(near, far));
            start(() -> copy(far, near));
          }
        });
  }

  private void copy(Socket from, Socket into) throws IOException {
    try (from;
        into;
        InputStream in = from.getInputStream();
        OutputStream out = into.getOutputStream()) {
      in.transferTo(out);
    } finally {
      sockets.remove(from);
      sockets.remove(into);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The cable was pulled, or one side has hung up.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    pull();
  }
}
