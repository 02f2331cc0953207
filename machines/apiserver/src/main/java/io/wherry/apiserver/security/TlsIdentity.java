package io.wherry.apiserver.security;

import io.wherry.apiserver.security.CertificateWriter.Issuer;
import io.wherry.apiserver.security.CertificateWriter.Validity;
import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The server's certificate and the authority that signed it, kept in a directory that only the
 * owner can read. Both are made when missing and renewed when they are about to expire.
 */
public final class TlsIdentity {
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

  /** Go's and Apple's TLS refuse server certificates that hold longer than 825 days. */
  private static final Duration SERVER_LIFE = Duration.ofDays(397);

  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final char[] IN_MEMORY = "in-memory".toCharArray();

  private final X509Certificate authority;
  private final X509Certificate server;
  private final PrivateKey key;

  private TlsIdentity(X509Certificate authority, X509Certificate server, PrivateKey key) {
    this.authority = authority;
    this.server = server;
    this.key = key;
  }

  /**
   * Reads or makes the files {@code ca.crt, ca.key, server.crt, server.key}.
   *
   * @param names DNS names and IP addresses the server answers to
   */
  public static TlsIdentity open(Path directory, Clock clock, List<String> names) {
    try {
      PrivateFiles.createDirectory(directory);
      Pair ca = new Pair(directory.resolve("ca.crt"), directory.resolve("ca.key"));
      if (!ca.isUsable(clock)) {
        KeyPair keys = CertificateWriter.newKeys();
        Issuer self = new Issuer("wherry-ca-" + clock.instant().getEpochSecond(), keys);
        Validity validity = Validity.starting(clock.instant(), AUTHORITY_LIFE);
        ca.write(CertificateWriter.authority(self, validity), keys.getPrivate());
      }
      Pair leaf = new Pair(directory.resolve("server.crt"), directory.resolve("server.key"));
      X509Certificate authority = ca.certificate();
      if (!leaf.isUsable(clock) || !fits(leaf.certificate(), authority, names)) {
        KeyPair keys = CertificateWriter.newKeys();
        Issuer issuer = issuer(authority, ca.key());
        Validity validity = Validity.starting(clock.instant(), SERVER_LIFE);
        leaf.write(
            CertificateWriter.server(issuer, keys.getPublic(), validity, names), keys.getPrivate());
      }
      return new TlsIdentity(authority, leaf.certificate(), leaf.key());
    } catch (GeneralSecurityException | IOException e) {
      throw new InvalidRequest(
          "The TLS files in "
              + directory
              + " cannot be used: "
              + e.getMessage()
              + ". Remove the directory to have them made again.",
          e);
    }
  }

  private static Issuer issuer(X509Certificate authority, PrivateKey key) {
    String name = authority.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
    return new Issuer(name, new KeyPair(authority.getPublicKey(), key));
  }

  private static boolean fits(X509Certificate leaf, X509Certificate authority, List<String> names)
      throws GeneralSecurityException {
    try {
      leaf.verify(authority.getPublicKey());
    } catch (GeneralSecurityException _) {
      return false;
    }
    Collection<List<?>> held = leaf.getSubjectAlternativeNames();
    TreeSet<String> have = new TreeSet<>();
    if (held != null) {
      held.forEach(entry -> have.add(String.valueOf(entry.get(1))));
    }
    return have.size() == new TreeSet<>(names).size()
        && names.stream().allMatch(n -> n.contains(":") || have.contains(n));
  }

  /** The authority's certificate as PEM, for clients. */
  public String authorityPem() {
    return pem("CERTIFICATE", encoded(authority));
  }

  /** A key store with the server's key and chain, for the TLS engine. */
  public KeyStore keyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, IN_MEMORY, new Certificate[] {server, authority});
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new Defect("A PKCS12 key store could not be made in memory.", e);
    }
  }

  /** The password of {@link #keyStore}; it never leaves memory. */
  public String keyStorePassword() {
    return new String(IN_MEMORY);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new Defect("A certificate could not be encoded.", e);
    }
  }

  private static String pem(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /** A certificate file and its key file. */
  private record Pair(Path certificateFile, Path keyFile) {
    boolean isUsable(Clock clock) {
      try {
        var end = certificate().getNotAfter().toInstant();
        return clock.instant().isBefore(end.minus(RENEW_BEFORE)) && key() != null;
      } catch (GeneralSecurityException | IOException | IllegalArgumentException _) {
        return false; // missing or damaged: made again
      }
    }

    X509Certificate certificate() throws GeneralSecurityException, IOException {
      byte[] content = Files.readAllBytes(certificateFile);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content));
    }

    PrivateKey key() throws GeneralSecurityException, IOException {
      String body = Files.readString(keyFile).replaceAll("-----[A-Z ]+-----|\\s", "");
      byte[] content = Base64.getDecoder().decode(body);
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content));
    }

    void write(X509Certificate certificate, PrivateKey key) throws IOException {
      PrivateFiles.write(keyFile, bytes(pem("PRIVATE KEY", key.getEncoded())));
      PrivateFiles.write(certificateFile, bytes(pem("CERTIFICATE", encoded(certificate))));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
