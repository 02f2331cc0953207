package io.wherry.apiserver.security;

import io.wherry.problems.Defect;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whom a client's certificate names: the common name is the user, organizations are groups. It must
 * be signed by the authority, be meant for clients, not have expired and not have been revoked.
 * Thread-safe.
 *
 * @source Kubernetes documentation, "X509 client certificates"
 */
public final class ClientCertificates {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  /** Signatures cost a third of a millisecond; clients come back with the same certificate. */
  private static final int REMEMBERED = 1_000;

  private final UserRecords records;
  private final Clock clock;
  private final RecentMap<String, User> verified = new RecentMap<>(REMEMBERED);
  private volatile List<X509Certificate> authorities = List.of();
  private volatile Set<String> revoked = Set.of();

  /**
   * @param directory holds the records of users
   */
  public ClientCertificates(Path directory, Clock clock) {
    this.records = new UserRecords(directory);
    this.clock = clock;
  }

  /** Trusts these authorities from now on and reads again who was revoked. */
  public void refresh(TlsIdentity identity) {
    authorities = identity.authorities();
    verified.clear();
    readRevocations();
  }

  /** Reads again who was revoked. */
  public void readRevocations() {
    try {
      revoked = records.revokedSerials();
    } catch (IOException e) {
      throw TlsIdentity.unusable(records.file(), e);
    }
  }

  /** The authorities to name in the handshake. */
  public X509Certificate[] issuers() {
    return authorities.toArray(X509Certificate[]::new);
  }

  /** The user; empty when the certificate does not count. */
  public Optional<User> userOf(X509Certificate certificate) {
    Instant now = clock.instant();
    boolean inTime =
        !now.isBefore(certificate.getNotBefore().toInstant())
            && now.isBefore(certificate.getNotAfter().toInstant());
    if (!inTime || revoked.contains(certificate.getSerialNumber().toString(16))) {
      return Optional.empty();
    }
    String digest = digest(certificate);
    Optional<User> known = verified.get(digest);
    if (known.isPresent()) {
      return known;
    }
    Optional<User> user = isTrusted(certificate) ? user(certificate, digest) : Optional.empty();
    user.ifPresent(u -> verified.put(digest, u));
    return user;
  }

  private boolean isTrusted(X509Certificate certificate) {
    try {
      List<String> usage = certificate.getExtendedKeyUsage();
      return usage != null
          && usage.contains(CLIENT_AUTH)
          && authorities.stream().anyMatch(a -> signed(a, certificate));
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static boolean signed(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static Optional<User> user(X509Certificate certificate, String digest) {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      String subject = certificate.getSubjectX500Principal().getName();
      for (Rdn part : new LdapName(subject).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          name = part.getValue().toString();
        } else if (part.getType().equalsIgnoreCase("O")) {
          groups.add(part.getValue().toString());
        }
      }
    } catch (InvalidNameException _) {
      return Optional.empty();
    }
    var id = Map.of("authentication.kubernetes.io/credential-id", List.of("X509SHA256=" + digest));
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new User(name, "", groups, id).authenticated());
  }

  private static String digest(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (CertificateEncodingException _) {
      return "";
    } catch (GeneralSecurityException e) {
      throw new Defect("SHA-256 is not available in this Java runtime.", e);
    }
  }
}
