package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.internal.network.UNet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Networks that several detectors share; the last of them closes them. Thread safe. */
public final class SharedNetworks implements AutoCloseable {
  private final List<UNet> networks;
  private final Optional<SharedBackbone> backbone;
  private final AtomicInteger owners = new AtomicInteger(1);

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
    owners.incrementAndGet();
    return this;
  }

  /** To be called once by every owner. */
  @Override
  public void close() {
    if (owners.decrementAndGet() == 0) {
      networks.forEach(UNet::close);
      backbone.ifPresent(SharedBackbone::close);
    }
  }
}
