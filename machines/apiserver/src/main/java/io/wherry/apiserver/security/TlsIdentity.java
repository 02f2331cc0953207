package io.wherry.apiserver.security;

import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.certificates.Authority;
import io.wherry.certificates.Identity;
import io.wherry.certificates.LeafRequest;
import io.wherry.certificates.Pem;
import io.wherry.certificates.Subject;
import io.wherry.certificates.Usage;
import io.wherry.certificates.Validity;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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
        Validity validity = Validity.starting(clock.instant(), AUTHORITY_LIFE);
        ca.write(
            Authority.make("wherry-ca-" + clock.instant().getEpochSecond(), validity).identity());
      }
      Pair leaf = new Pair(directory.resolve("server.crt"), directory.resolve("server.key"));
      X509Certificate authority = ca.certificate();
      if (!leaf.isUsable(clock) || !fits(leaf.certificate(), authority, names)) {
        leaf.write(server(new Authority(ca.identity()), clock, names));
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

  private static Identity server(Authority authority, Clock clock, List<String> names) {
    KeyPair keys = Identity.newKeys();
    LeafRequest request =
        new LeafRequest(
            Subject.named("wherry-apiserver"),
            keys.getPublic(),
            Validity.starting(clock.instant(), SERVER_LIFE),
            Set.of(Usage.SERVER),
            names);
    return new Identity(authority.issue(request), keys.getPrivate());
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
    return Pem.of(authority);
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

  /** A certificate file and its key file. */
  private record Pair(Path certificateFile, Path keyFile) {
    boolean isUsable(Clock clock) {
      try {
        var end = certificate().getNotAfter().toInstant();
        return clock.instant().isBefore(end.minus(RENEW_BEFORE)) && key() != null;
      } catch (InvalidRequest | IOException _) {
        return false; // missing or damaged: made again
      }
    }

    X509Certificate certificate() throws IOException {
      return Pem.certificate(Files.readString(certificateFile));
    }

    PrivateKey key() throws IOException {
      return Pem.privateKey(Files.readString(keyFile));
    }

    Identity identity() throws IOException {
      return new Identity(certificate(), key());
    }

    void write(Identity identity) throws IOException {
      PrivateFiles.write(keyFile, bytes(Pem.of(identity.keys())));
      PrivateFiles.write(certificateFile, bytes(Pem.of(identity.certificate())));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
