package io.github.anomaly4j.spring;

import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.Provenance;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Which model is in use and where it comes from; replaces it when asked to. */
@Endpoint(id = "anomaly")
final class AnomalyEndpoint {
  private final ModelInUse model;

  AnomalyEndpoint(ModelInUse model) {
    this.model = model;
  }

  /**
   * The answer.
   *
   * @param loaded when; {@code null} if the detector is a bean of the application
   * @param refused why the last reload failed; {@code null} if it did not
   * @param detector with its provenance, without the fingerprints of the images that it learned,
   *     which are as many as these
   */
  record Description(
      String model, @Nullable Instant loaded, @Nullable String refused, DetectorInfo detector) {}

  /** The answer to a reload that did not replace the model. */
  record Refusal(String problem) {}

  @ReadOperation
  Description model() {
    return new Description(
        model.name(),
        model.loaded().orElse(null),
        model.refusal().orElse(null),
        withoutFingerprints(model.detector().info()));
  }

  @WriteOperation
  WebEndpointResponse<Object> reload() {
    ModelReloader reloader = model.reloader();
    if (reloader == null) {
      return new WebEndpointResponse<>(
          new Refusal(
              "the model is not replaced, because anomaly.reload.enabled is false; set it to true and start again"),
          409);
    }
    try {
      reloader.reload();
      return new WebEndpointResponse<>(model());
    } catch (ModelFileException e) {
      return new WebEndpointResponse<>(
          new Refusal(String.valueOf(e.getMessage())),
          WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR);
    }
  }

  private static DetectorInfo withoutFingerprints(DetectorInfo info) {
    Provenance provenance = info.provenance();
    return new DetectorInfo(
        info.fingerprint(),
        info.state(),
        info.imageWidth(),
        info.imageHeight(),
        info.evidence(),
        info.backbone(),
        info.falsePositiveRate(),
        info.unknownProducts(),
        info.products(),
        provenance.withImages(provenance.images(), List.of(), List.of()));
  }
}
