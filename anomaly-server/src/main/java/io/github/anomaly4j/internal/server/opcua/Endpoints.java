package io.github.anomaly4j.internal.server.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfigBuilder;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfigLimits;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.util.HostnameUtil;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.BuildInfo;

/**
 * How the server is reached: on loopback by anybody, elsewhere only by clients whose certificates
 * are trusted, signed and encrypted. Nobody can change anything by it.
 */
final class Endpoints {
  private static final int PORT = 4840;
  private static final String NAME = "Anomaly4J inspection station";

  private Endpoints() {}

  static OpcUaServerConfig of(URI address, Path folder) throws IOException {
    OpcUaServerConfigBuilder config =
        OpcUaServerConfig.builder()
            .setApplicationName(LocalizedText.english(NAME))
            .setApplicationUri(InspectionNamespace.URI)
            .setProductUri(InspectionNamespace.URI)
            .setBuildInfo(
                new BuildInfo(
                    InspectionNamespace.URI, "Anomaly4J", NAME, "1", "1", DateTime.MIN_VALUE))
            .setIdentityValidator(AnonymousIdentityValidator.INSTANCE)
            .setLimits(new Limits());
    EndpointConfig.Builder endpoint =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress(address.getHost())
            .setHostname(hostname(address))
            .setBindPort(address.getPort() > 0 ? address.getPort() : PORT)
            .addTokenPolicies(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS);
    EndpointConfig.Builder open =
        endpoint
            .copy()
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None);
    if (InetAddress.getByName(address.getHost()).isLoopbackAddress()) {
      config.setCertificateManager(
          new DefaultCertificateManager(new MemoryCertificateQuarantine()));
      return config.setEndpoints(Set.of(open.build())).build();
    }
    Certificates certificates = Certificates.of(folder, hostname(address));
    config.setCertificateManager(certificates.manager());
    return config
        .setEndpoints(
            Set.of(
                endpoint
                    .setCertificate(certificates.certificate())
                    .setSecurityPolicy(SecurityPolicy.Basic256Sha256)
                    .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
                    .build(),
                // By which clients find the other one; the suffix keeps sessions away from it.
                open.setCertificate(certificates.certificate()).setPath("/discovery").build()))
        .build();
  }

  /** What clients are told to connect to. */
  private static String hostname(URI address) throws IOException {
    return InetAddress.getByName(address.getHost()).isAnyLocalAddress()
        ? HostnameUtil.getHostname()
        : address.getHost();
  }

  /** Bounds of what clients may ask for; the library has hardly any. */
  private static final class Limits implements OpcUaServerConfigLimits {
    @Override
    public UInteger getMaxSessions() {
      return uint(32);
    }

    @Override
    public UInteger getMaxSubscriptions() {
      return uint(128);
    }

    @Override
    public UInteger getMaxSubscriptionsPerSession() {
      return uint(16);
    }

    @Override
    public UInteger getMaxMonitoredItems() {
      return uint(20_000);
    }

    @Override
    public UInteger getMaxMonitoredItemsPerSession() {
      return uint(5_000);
    }

    /** A client that is silent for as long has left: others are told on. */
    @Override
    public Double getMaxSubscriptionLifetime() {
      return 60_000.0;
    }

    /** The lifetime is three of them at least. */
    @Override
    public Double getMaxPublishingInterval() {
      return 10_000.0;
    }
  }
}
