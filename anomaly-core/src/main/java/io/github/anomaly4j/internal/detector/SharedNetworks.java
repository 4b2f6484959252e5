package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkState;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.natives.Owners;
import io.github.anomaly4j.internal.network.UNet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Networks that several detectors share; the last of them closes them. Thread safe. */
public final class SharedNetworks implements AutoCloseable {
  private static final String BACKBONE = "backbone/model";

  private final List<UNet> networks;
  private final Optional<SharedBackbone> backbone;
  private final Owners owners = new Owners(this::free);

  /**
   * Owns networks.
   *
   * @param networks the trained networks
   * @param backbone a share of the backbone, if there is one
   */
  public SharedNetworks(List<UNet> networks, Optional<SharedBackbone> backbone) {
    this.networks = List.copyOf(networks);
    this.backbone = backbone;
  }

  /**
   * Networks from their tensors, for a training: a backbone among them is run, so they must come
   * from this process or another one of the same training.
   *
   * @param tensors the result of {@link #tensors()}; those of a network may be missing
   * @return the caller closes it
   * @throws IOException if a backbone cannot be opened
   */
  public static SharedNetworks of(DetectorConfig config, Tensors tensors) throws IOException {
    Optional<SharedBackbone> backbone =
        config.backbone() == null || !tensors.has(BACKBONE)
            ? Optional.empty()
            : SavedBackbone.open(
                ModelSource.of("the training"),
                config.backbone(),
                embedded(tensors),
                new BackbonePermission(true, Optional.empty(), Optional.empty(), Optional.empty()),
                config.frame());
    try {
      return new SharedNetworks(
          config.networks(
              Stream.iterate(0, i -> i + 1)
                  .map(i -> tensors.folder(network(i)))
                  .takeWhile(own -> !own.names().isEmpty())
                  .toList()),
          backbone);
    } catch (RuntimeException | Error e) {
      backbone.ifPresent(SharedBackbone::close);
      throw e;
    }
  }

  /** The tensors of the networks, and of the backbone if it is embedded. */
  public Tensors tensors() {
    Tensors.Builder tensors = Tensors.builder();
    for (int i = 0; i < networks.size(); i++) {
      tensors.folder(network(i), networks.get(i).tensors());
    }
    backbone
        .flatMap(shared -> shared.backbone().embedded())
        .ifPresent(model -> tensors.bytes(BACKBONE, model));
    return tensors.build();
  }

  static byte[] embedded(Tensors tensors) {
    return tensors.has(BACKBONE) ? tensors.bytes(BACKBONE) : null;
  }

  // Joined, not formatted: some locales have digits of their own.
  static String network(int number) {
    return "network/" + number;
  }

  /** What evidence is made with. */
  public EvidenceContext context(DetectorConfig config) {
    return config.context(networks, backbone.map(SharedBackbone::features));
  }

  /** The trained networks. */
  public List<UNet> networks() {
    return networks;
  }

  /** The backbone. */
  Optional<SharedBackbone> backbone() {
    return backbone;
  }

  /** The same for one more owner. */
  SharedNetworks share() {
    checkState(owners.join(), "the networks are closed");
    return this;
  }

  /** To be called once by every owner. */
  @Override
  public void close() {
    owners.leave();
  }

  private void free() {
    networks.forEach(UNet::close);
    backbone.ifPresent(SharedBackbone::close);
  }
}
