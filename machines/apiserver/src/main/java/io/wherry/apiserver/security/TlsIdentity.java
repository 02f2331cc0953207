package io.wherry.apiserver.security;

import io.wherry.apiserver.store.PrivateFiles;
import io.wherry.certificates.Identity;
import io.wherry.certificates.LeafRequest;
import io.wherry.certificates.Subject;
import io.wherry.certificates.Usage;
import io.wherry.certificates.Validity;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server's certificate and the authority that signed it, kept in a directory that only the
 * owner can read. Both are made when missing and renewed when they are about to expire.
 */
public final class TlsIdentity {
  /** Go's and Apple's TLS refuse server certificates that hold longer than 825 days. */
  private static final Duration SERVER_LIFE = Duration.ofDays(397);

  private static final char[] IN_MEMORY = "in-memory".toCharArray();

  private final AuthorityFiles authority;
  private final Identity server;

  private TlsIdentity(AuthorityFiles authority, Identity server) {
    this.authority = authority;
    this.server = server;
  }

  /**
   * Reads or makes the files {@code ca.crt, ca.key, server.crt, server.key}.
   *
   * @param names DNS names and IP addresses the server answers to
   */
  public static TlsIdentity open(Path directory, Clock clock, List<String> names) {
    try {
      PrivateFiles.createDirectory(directory);
      AuthorityFiles authority = AuthorityFiles.open(directory, clock);
      CertificatePair leaf = CertificatePair.in(directory, "server");
      if (!leaf.isUsable(clock) || !fits(leaf.read().certificate(), authority.current(), names)) {
        leaf.write(server(authority, clock, names));
      }
      return new TlsIdentity(authority, leaf.read());
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(directory, e);
    }
  }

  /** Replaces the authority; a server that runs notices within seconds. */
  public static void replaceAuthority(Path directory, Clock clock) {
    try {
      AuthorityFiles.replace(directory, clock);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /** Ends the trust in authorities that were replaced and in what they signed. */
  public static void forgetFormerAuthorities(Path directory) {
    try {
      AuthorityFiles.forgetFormer(directory);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  static InvalidRequest unusable(Path directory, Exception why) {
    return new InvalidRequest(
        "The TLS files in "
            + directory
            + " cannot be used: "
            + why.getMessage()
            + ". Remove the directory to have them made again.",
        why);
  }

  private static Identity server(AuthorityFiles authority, Clock clock, List<String> names) {
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

  /** The certificates of the authorities as PEM, for clients; the one that signs comes first. */
  public String authorityPem() {
    return authority.pem();
  }

  /** Those whose signatures on users' certificates count. */
  List<X509Certificate> authorities() {
    return authority.trusted();
  }

  /** True when both serve the same certificates. */
  public boolean sameAs(TlsIdentity other) {
    return server.certificate().equals(other.server.certificate())
        && authority.trusted().equals(other.authority.trusted())
        && authority.chain().equals(other.authority.chain());
  }

  /** A key store with the server's key and chain, for the TLS engine. */
  public KeyStore keyStore() {
    try {
      List<Certificate> chain = new ArrayList<>(List.of(server.certificate()));
      chain.addAll(authority.chain());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", server.key(), IN_MEMORY, chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new Defect("A PKCS12 key store could not be made in memory.", e);
    }
  }

  /** The password of {@link #keyStore}; it never leaves memory. */
  public String keyStorePassword() {
    return new String(IN_MEMORY);
  }
}
