package io.github.anomaly4j.internal.server.http;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty refuses by itself, such as headers that are too long, without repeating it.
 */
final class RefusalHandler extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String id = UUID.randomUUID().toString();
    response.getHeaders().put("X-Request-Id", id);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(HttpService.unread(response.getStatus(), id)), callback);
    return true;
  }
}
