package io.github.anomaly4j.internal.server.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.internal.server.http.Json;
import io.github.anomaly4j.internal.server.store.Inspection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts each inspection as JSON to an address. {@code X-Anomaly-Signature} is {@code sha256=} and
 * the HMAC-SHA256 of {@code X-Anomaly-Timestamp}, a point and the body; {@code X-Anomaly-Delivery}
 * is the inspection's id. Any status from 200 to 299 confirms; redirects are not followed.
 */
public final class Webhook implements Sink {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String ALGORITHM = "HmacSHA256";

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI address;
  private final SecretKeySpec secret;

  /** Posts to an address, signed by a secret. */
  public Webhook(URI address, byte[] secret) {
    this.address = address;
    this.secret = new SecretKeySpec(secret, ALGORITHM);
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public int deliver(List<Inspection> inspections) throws IOException, InterruptedException {
    Inspection inspection = inspections.get(0);
    byte[] body = Json.write(inspection);
    String time = Long.toString(Instant.now().getEpochSecond());
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("X-Anomaly-Delivery", Long.toString(inspection.id()))
            .header("X-Anomaly-Timestamp", time)
            .header("X-Anomaly-Signature", "sha256=" + signature(time, body))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    int status = status(request);
    if (status < 200 || status > 299) {
      throw new IOException("the webhook answered with the status " + status);
    }
    return 1;
  }

  /** The time-out is that of the whole answer: the client's own one ends with the headers. */
  private int status(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, BodyHandlers.discarding());
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (ExecutionException e) {
      throw new IOException("the webhook is away: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException("the webhook has not answered within " + TIMEOUT.toSeconds() + " s", e);
    } finally {
      answer.cancel(true);
    }
  }

  private String signature(String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update((time + ".").getBytes(UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // The client has nothing that must be closed.
  }
}
