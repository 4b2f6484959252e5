package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.internal.network.UNet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The networks of several detectors, which the last of them closes. Thread safe. */
public final class SharedNetworks implements AutoCloseable {
  private final List<UNet> networks;
  private final Optional<SharedBackbone> backbone;
  private final AtomicInteger owners = new AtomicInteger(1);

  /**
   * Takes networks over.
   *
   * @param networks that training made
   * @param backbone one share of it, if there is one
   */
  public SharedNetworks(List<UNet> networks, Optional<SharedBackbone> backbone) {
    this.networks = List.copyOf(networks);
    this.backbone = backbone;
  }

  /** Those that training made. */
  public List<UNet> networks() {
    return networks;
  }

  /** The one that was trained elsewhere. */
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
