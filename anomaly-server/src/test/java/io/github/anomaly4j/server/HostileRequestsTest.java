package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.station;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Requests as an attacker writes them, byte by byte; docs/server.md lists what becomes of them. */
class HostileRequestsTest {
  private static final String SCRIPT = "<script>alert(1)</script>";

  @TempDir static Path data;
  private static AnomalyServer server;
  private static String key;

  @BeforeAll
  static void start() throws IOException {
    Limits limits =
        Limits.defaults().withImages(200_000, 1_000_000).withTimeout(Duration.ofSeconds(2));
    server = station(data).limits(limits).start();
    key = server.key().orElseThrow();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A request and the status that it must get. */
  private record Hostile(String name, int status, byte[] request) {}

  private static Hostile of(String name, int status, String head, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    return new Hostile(name, status, bytes.toByteArray());
  }

  private static Hostile plain(String name, int status, String method, String path) {
    return of(name, status, head(method, path, "X-Api-Key: " + key), new byte[0]);
  }

  private static Hostile sent(String name, int status, String path, String headers, byte[] body) {
    String all = headers + "\r\nContent-Length: " + body.length;
    return of(name, status, head("POST", path, all), body);
  }

  private static Hostile image(String name, int status, byte[] body) {
    return sent(
        name, status, "/api/v1/detect", "X-Api-Key: " + key + "\r\nContent-Type: image/png", body);
  }

  private static String head(String method, String path, String headers) {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n\r\n"
        .formatted(method, path, headers);
  }

  private static List<Hostile> requests() throws IOException {
    byte[] good = DrawnParts.png(DrawnParts.DISC, 800, false);
    String withKey = "X-Api-Key: " + key;
    String png = "\r\nContent-Type: image/png";
    List<Hostile> all = new ArrayList<>();
    // Paths that lead elsewhere.
    all.add(plain("dots", 400, "GET", "/../../etc/passwd"));
    all.add(plain("encoded dots", 400, "GET", "/%2e%2e/%2e%2e/etc/passwd"));
    all.add(plain("encoded slashes", 404, "GET", "/..%2f..%2fetc%2fpasswd"));
    all.add(plain("double encoding", 404, "GET", "/%252e%252e/%252e%252e/etc/passwd"));
    all.add(plain("backslashes", 400, "GET", "/..\\..\\etc\\passwd"));
    all.add(plain("path parameter", 400, "GET", "/..;/..;/etc/passwd"));
    all.add(plain("nul in the path", 400, "GET", "/review.js%00.png"));
    all.add(plain("a file of the jar", 404, "GET", "/page/index.html"));
    all.add(plain("a class", 404, "GET", "/io/github/anomaly4j/server/Main.class"));
    all.add(plain("the data folder", 404, "GET", "/api-key"));
    all.add(plain("an id that is a path", 400, "GET", "/api/v1/inspections/..%2f..%2f1/image"));
    all.add(plain("a version that is a path", 400, "POST", "/api/v1/models/..%2f1/activate"));
    // Numbers and names.
    all.add(plain("an id that is a sentence", 400, "GET", "/api/v1/inspections/1%20OR%201=1"));
    all.add(plain("an id below 1", 400, "GET", "/api/v1/inspections/-1"));
    all.add(plain("an id beyond long", 400, "GET", "/api/v1/inspections/99999999999999999999999"));
    all.add(plain("an unknown id", 404, "GET", "/api/v1/inspections/999999"));
    all.add(plain("a limit beyond ours", 400, "GET", "/api/v1/inspections?limit=100000"));
    all.add(
        plain(
            "SQL in a filter finds nothing",
            200,
            "GET",
            "/api/v1/inspections?product=x%27%20OR%20%271%27=%271"));
    all.add(plain("SQL in a verdict", 400, "GET", "/api/v1/inspections?verdict=%27;DROP%20TABLE"));
    all.add(plain("script in the path", 404, "GET", "/%3Cscript%3Ealert(1)%3C/script%3E"));
    all.add(
        plain(
            "script in the query",
            400,
            "GET",
            "/api/v1/inspections?before=%3Cscript%3Ealert(1)%3C/script%3E"));
    all.add(
        sent(
            "script as the product",
            400,
            "/api/v1/detect?product=%3Cscript%3Ealert(1)%3C/script%3E",
            withKey + png,
            good));
    all.add(
        sent(
            "script as the name of a file",
            422,
            "/api/v1/detect",
            withKey + "\r\nContent-Type: multipart/form-data; boundary=cut",
            form("name=\"image\"; filename=\"" + SCRIPT + ".png\"", SCRIPT.getBytes(UTF_8))));
    // Who may.
    all.add(sent("no key", 401, "/api/v1/detect", "Content-Type: image/png", good));
    all.add(sent("another key", 401, "/api/v1/detect", "X-Api-Key: guess" + png, good));
    all.add(sent("an empty key", 401, "/api/v1/detect", "X-Api-Key: " + png, good));
    all.add(
        sent(
            "a user's name without a proxy",
            401,
            "/api/v1/detect",
            "X-Forwarded-User: admin" + png,
            good));
    all.add(
        sent(
            "no key for a model",
            401,
            "/api/v1/models",
            "Content-Type: application/octet-stream",
            good));
    all.add(sent("no key to undo", 401, "/api/v1/changes/undo", "X-No: 1", new byte[0]));
    all.add(
        sent(
            "another site",
            403,
            "/api/v1/detect",
            withKey + "\r\nOrigin: http://evil.example" + png,
            good));
    all.add(
        sent("a sandboxed site", 403, "/api/v1/detect", withKey + "\r\nOrigin: null" + png, good));
    all.add(
        of(
            "another host's name",
            421,
            "GET /api/v1/inspections HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            new byte[0]));
    all.add(
        of(
            "a name like ours",
            421,
            "GET / HTTP/1.1\r\nHost: localhost.evil.example\r\nConnection: close\r\n\r\n",
            new byte[0]));
    // Types and methods.
    all.add(sent("a page", 415, "/api/v1/detect", withKey + "\r\nContent-Type: text/html", good));
    all.add(sent("no type", 415, "/api/v1/detect", withKey, good));
    all.add(plain("another method", 405, "DELETE", "/api/v1/detect"));
    all.add(plain("TRACE", 405, "TRACE", "/"));
    all.add(plain("an invented method", 405, "BREW", "/api/v1/detect"));
    all.add(
        of(
            "a preflight of another site",
            405,
            head(
                "OPTIONS",
                "/api/v1/detect",
                "Origin: http://evil.example\r\nAccess-Control-Request-Method: POST"),
            new byte[0]));
    all.add(sent("JSON that is none", 400, "/api/v1/changes/apply", withKey, "{".getBytes(UTF_8)));
    all.add(
        sent("JSON of another type", 400, "/api/v1/changes/apply", withKey, "[1]".getBytes(UTF_8)));
    all.add(
        sent("deep JSON", 400, "/api/v1/changes/apply", withKey, "[".repeat(900).getBytes(UTF_8)));
    // Bodies.
    all.add(image("nothing", 400, new byte[0]));
    all.add(image("no image", 422, SCRIPT.getBytes(UTF_8)));
    all.add(image("half an image", 422, java.util.Arrays.copyOf(good, good.length / 2)));
    all.add(image("a bomb of pixels", 422, bomb(50_000, 50_000)));
    all.add(image("a bomb of rows", 422, bomb(1, 2_000_000_000)));
    all.add(image("more pixels than allowed", 422, blank(1200, 1000)));
    all.add(image("a zip archive", 422, zip()));
    all.add(
        image(
            "an SVG with an entity",
            422,
            ("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                    + "<svg>&x;</svg>")
                .getBytes(UTF_8)));
    all.add(image("a body beyond the limit", 413, new byte[300_000]));
    all.add(
        of(
            "a length beyond the limit",
            413,
            head("POST", "/api/v1/detect", withKey + png + "\r\nContent-Length: 99999999999"),
            new byte[0]));
    all.add(
        of(
            "chunks beyond the limit",
            413,
            head("POST", "/api/v1/detect", withKey + png + "\r\nTransfer-Encoding: chunked"),
            chunks(300_000)));
    all.add(
        sent(
            "a form without files",
            400,
            "/api/v1/batch",
            withKey + "\r\nContent-Type: multipart/form-data; boundary=cut",
            "--cut--\r\n".getBytes(UTF_8)));
    all.add(
        sent(
            "a form that is cut off",
            400,
            "/api/v1/batch",
            withKey + "\r\nContent-Type: multipart/form-data; boundary=cut",
            "--cut\r\nContent-Disposition: form-data; na".getBytes(UTF_8)));
    all.add(
        sent(
            "a form with a file beyond the limit",
            400,
            "/api/v1/batch",
            withKey + "\r\nContent-Type: multipart/form-data; boundary=cut",
            form("name=\"image\"; filename=\"a.png\"", new byte[300_000])));
    all.add(
        sent(
            "no model",
            422,
            "/api/v1/models",
            withKey + "\r\nContent-Type: application/octet-stream",
            zip()));
    all.add(
        sent(
            "a serialized object as a model",
            422,
            "/api/v1/models",
            withKey + "\r\nContent-Type: application/octet-stream",
            new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'}));
    // The protocol itself.
    all.add(
        of(
            "huge headers",
            431,
            head("GET", "/health", "X-Long: " + "a".repeat(100_000)),
            new byte[0]));
    all.add(of("a huge path", 414, head("GET", "/" + "a".repeat(100_000), "X: 1"), new byte[0]));
    all.add(
        of(
            "two lengths",
            400,
            head(
                "POST",
                "/api/v1/detect",
                withKey + png + "\r\nContent-Length: 3\r\nContent-Length: 4"),
            "abcd".getBytes(UTF_8)));
    all.add(
        of(
            "a length and chunks",
            400,
            head(
                "POST",
                "/api/v1/detect",
                withKey + png + "\r\nContent-Length: 3\r\nTransfer-Encoding: chunked"),
            "0\r\n\r\n".getBytes(UTF_8)));
    all.add(of("no request at all", 400, "\u0016\u0003\u0001 hello\r\n\r\n", new byte[0]));
    all.add(
        of(
            "another version of HTTP",
            505,
            "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
            new byte[0]));
    all.add(
        of(
            "an idempotency key with a line",
            400,
            head(
                "POST",
                "/api/v1/detect",
                withKey + png + "\r\nIdempotency-Key: a b;c\r\nContent-Length: 1"),
            new byte[] {1}));
    return all;
  }

  @TestFactory
  List<DynamicTest> a_hostile_request_is_refused_as_documented_and_not_repeated()
      throws IOException {
    return requests().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each)))
        .toList();
  }

  private static void check(Hostile hostile) throws IOException {
    String response = exchange(hostile.request());
    assertThat(response).startsWith("HTTP/1.1 " + hostile.status() + " ");
    assertThat(response.toLowerCase(java.util.Locale.ROOT))
        .contains("x-request-id: ")
        .contains("x-content-type-options: nosniff")
        .doesNotContain("<script")
        .doesNotContain("access-control-allow")
        .doesNotContain("jetty")
        .doesNotContain("exception")
        .doesNotContain("root:")
        .doesNotContain(data.toString());
    if (hostile.status() != 200) {
      assertThat(response).contains("\"error\":");
    }
  }

  private static String exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(10_000);
      Thread writing =
          new Thread(
              () -> {
                try {
                  OutputStream out = socket.getOutputStream();
                  out.write(request);
                  out.flush();
                } catch (IOException e) {
                  // The station may close before it has got everything.
                }
              });
      writing.start();
      ByteArrayOutputStream response = new ByteArrayOutputStream();
      try {
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[8192];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
          response.write(piece, 0, read);
        }
      } catch (IOException e) {
        // A reset after the answer, since the rest of the request was not read.
      }
      return response.toString(UTF_8);
    }
  }

  @Test
  void a_slow_body_is_given_up_and_others_are_served_meanwhile() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          head(
                  "POST",
                  "/api/v1/detect",
                  "X-Api-Key: " + key + "\r\nContent-Type: image/png\r\nContent-Length: 100000")
              .getBytes(ISO_8859_1));
      Thread drops =
          new Thread(
              () -> {
                try {
                  while (true) {
                    out.write(0);
                    out.flush();
                    Thread.sleep(100);
                  }
                } catch (IOException | InterruptedException e) {
                  // Closed by the station.
                }
              });
      drops.start();
      assertThat(detect(server, "", DrawnParts.png(DrawnParts.DISC, 801, false)).status())
          .isEqualTo(200);
      String response = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      assertThat(response).isEqualTo("HTTP/1.1 408");
      drops.interrupt();
    }
  }

  @Test
  void slow_headers_are_given_up() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().readAllBytes().length).isLessThan(2000);
    }
  }

  @Test
  void the_key_is_for_its_owner_alone_and_what_was_refused_left_nothing() throws Exception {
    Path file = data.resolve("api-key");
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file))
          .extracting(Enum::name)
          .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }
    for (Hostile each : requests()) {
      exchange(each.request());
    }
    assertThat(data.resolve("spool")).isEmptyDirectory();
    assertThat(get(server, "/api/v1/models").json().get("versions").size()).isEqualTo(1);
  }

  private static byte[] form(String disposition, byte[] file) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--cut\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n").getBytes(UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--cut--\r\n".getBytes(UTF_8));
    return body.toByteArray();
  }

  private static byte[] chunks(int length) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < length / 1000; i++) {
      body.writeBytes("3e8\r\n".getBytes(UTF_8));
      body.writeBytes(new byte[1000]);
      body.writeBytes("\r\n".getBytes(UTF_8));
    }
    body.writeBytes("0\r\n\r\n".getBytes(UTF_8));
    return body.toByteArray();
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("../../evil"));
      zip.write(new byte[10_000_000]);
    }
    return bytes.toByteArray();
  }

  private static byte[] blank(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png", bytes);
    return bytes.toByteArray();
  }

  /** A PNG file whose header declares a size, with a few compressed bytes behind it. */
  private static byte[] bomb(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      deflater.write(new byte[100_000]);
    }
    chunk(out, "IDAT", packed.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    out.writeInt(content.length);
    byte[] name = type.getBytes(ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    out.write(name);
    out.write(content);
    out.writeInt((int) crc.getValue());
  }
}
