package io.github.anomaly4j.internal.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The review page: files of the jar, each named here, so that no path leads elsewhere. */
final class PageRoutes {
  private PageRoutes() {}

  static List<Route> routes() {
    return List.of(
        page("/", "index.html", "text/html; charset=utf-8"),
        page("/review.js", "review.js", "text/javascript; charset=utf-8"),
        page("/review.css", "review.css", "text/css; charset=utf-8"),
        page("/icon.svg", "icon.svg", "image/svg+xml"));
  }

  private static Route page(String path, String resource, String type) {
    byte[] file = read(resource);
    return Route.get(
        path,
        "The review page: " + resource,
        null,
        request -> request.contentType(type).result(file));
  }

  private static byte[] read(String resource) {
    try (InputStream in = PageRoutes.class.getResourceAsStream("page/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
