package io.github.anomaly4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.anomaly4j.data.ImageSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model, trained once for all tests of the process, and a client of a station. */
public final class StationFixture {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = folder();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private StationFixture() {}

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("anomaly-server-test");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      ImageSet images = DrawnParts.training(folder.resolve("training"));
      DrawnParts.train(images, folder.resolve("parts.anomaly"));
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      // The system empties its folder for temporary files some time.
    }
  }

  public static Path model() {
    return FOLDER.resolve("parts.anomaly");
  }

  public static Path training() {
    return FOLDER.resolve("training");
  }

  public static AnomalyServerBuilder station(Path data) {
    return AnomalyServer.of(model()).data(data).port(0);
  }

  /** An answer. */
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new IllegalStateException(text(), e);
      }
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new Answer(CLIENT.send(request.build(), BodyHandlers.ofByteArray()));
  }

  public static HttpRequest.Builder request(AnomalyServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path.substring(1)));
  }

  public static HttpRequest.Builder allowed(AnomalyServer server, String path) {
    return request(server, path).header("X-Api-Key", server.key().orElseThrow());
  }

  public static Answer get(AnomalyServer server, String path)
      throws IOException, InterruptedException {
    return send(request(server, path));
  }

  public static Answer post(AnomalyServer server, String path)
      throws IOException, InterruptedException {
    return send(allowed(server, path).POST(BodyPublishers.noBody()));
  }

  public static Answer json(AnomalyServer server, String method, String path, String body)
      throws IOException, InterruptedException {
    return send(
        allowed(server, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  public static Answer detect(AnomalyServer server, String query, byte[] image)
      throws IOException, InterruptedException {
    return send(
        allowed(server, "/api/v1/detect" + query)
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.ofByteArray(image)));
  }

  /** A request with files in a form. */
  public static HttpRequest.Builder form(AnomalyServer server, String path, List<byte[]> files)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] file : files) {
      body.writeBytes(
          ("--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"../../a.png\"\r\n"
                  + "Content-Type: image/png\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      body.write(file);
      body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.writeBytes("--cut--\r\n".getBytes(StandardCharsets.US_ASCII));
    return allowed(server, path)
        .header("Content-Type", "multipart/form-data; boundary=cut")
        .POST(BodyPublishers.ofByteArray(body.toByteArray()));
  }
}
