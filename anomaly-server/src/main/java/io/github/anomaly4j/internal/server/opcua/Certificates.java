package io.github.anomaly4j.internal.server.opcua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.CertificateGroup;
import org.eclipse.milo.opcua.stack.core.security.CertificateManager;
import org.eclipse.milo.opcua.stack.core.security.CertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultServerCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.FileBasedCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.FileBasedTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.KeyStoreCertificateStore;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * The server's key and certificate, which it makes when it first starts, and the clients that it
 * trusts.
 *
 * @param certificate the server's own, also in the file {@code station.der}
 */
record Certificates(CertificateManager manager, X509Certificate certificate) {
  private static final int BITS = 2048;
  private static final Period VALID = Period.ofYears(10);

  /** The format demands a password; what protects the file is that its owner alone can read it. */
  private static final char[] PASSWORD = "station".toCharArray();

  /**
   * Those of a folder: {@code pki/trusted/certs} has the certificates of clients that are let in,
   * {@code rejected} those that were not.
   */
  static Certificates of(Path folder, String host) throws IOException {
    try {
      own(folder);
      CertificateQuarantine rejected =
          FileBasedCertificateQuarantine.create(
              Files.createDirectories(folder.resolve("rejected")));
      FileBasedTrustListManager trusted =
          FileBasedTrustListManager.createAndInitialize(
              Files.createDirectories(folder.resolve("pki")));
      CertificateGroup group =
          DefaultApplicationGroup.createAndInitialize(
              trusted,
              KeyStoreCertificateStore.createAndInitialize(
                  new KeyStoreCertificateStore.Settings(
                      folder.resolve("station.p12"), () -> PASSWORD, alias -> PASSWORD, false)),
              new Factory(host),
              new DefaultServerCertificateValidator(trusted, rejected));
      X509Certificate certificate =
          group
              .getCertificateChain(NodeIds.RsaSha256ApplicationCertificateType)
              .map(chain -> chain[0])
              .orElseThrow();
      Files.write(folder.resolve("station.der"), certificate.getEncoded());
      return new Certificates(new DefaultCertificateManager(rejected, group), certificate);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // The library declares no more.
      throw new IOException("the certificates in " + folder + " cannot be read or made", e);
    }
  }

  private static void own(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** Makes certificates that the server has signed itself. */
  private record Factory(String host) implements CertificateFactory {
    @Override
    public KeyPair createKeyPair(NodeId type) throws Exception {
      return SelfSignedCertificateGenerator.generateRsaKeyPair(BITS);
    }

    @Override
    public X509Certificate[] createCertificateChain(NodeId type, KeyPair keys) throws Exception {
      SelfSignedCertificateBuilder builder =
          new SelfSignedCertificateBuilder(keys)
              .setValidityPeriod(VALID)
              .setCommonName("Anomaly4J inspection station")
              .setApplicationUri(InspectionNamespace.URI);
      if (host.matches("[0-9.]+|.*:.*")) {
        builder.addIpAddress(host);
      } else {
        builder.addDnsName(host);
      }
      return new X509Certificate[] {builder.build()};
    }

    @Override
    public ByteString createSigningRequest(
        NodeId type,
        KeyPair keys,
        X500Name subject,
        String uri,
        List<String> dnsNames,
        List<String> ipAddresses) {
      throw new UnsupportedOperationException(
          "certificates are not managed over OPC UA: replace station.p12");
    }
  }
}
