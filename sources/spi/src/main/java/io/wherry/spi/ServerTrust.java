package io.wherry.spi;

import io.wherry.blocks.tls.ServedCertificate;
import io.wherry.blocks.tls.Thumbprint;
import io.wherry.blocks.tls.Trust;
import io.wherry.problems.InvalidRequest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Whom a provider's Secret says to trust, and whether its server is the one.
 *
 * @source inventory-and-providers.md section 2.1
 */
public final class ServerTrust {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int HTTPS = 443;

  private ServerTrust() {}

  /**
   * Whom we trust: nobody in particular only when the Secret says so in so many words.
   *
   * @throws InvalidRequest a thumbprint or certificate cannot be read
   */
  public static Trust of(Credentials credentials) {
    if (credentials.value("insecureSkipVerify").filter("true"::equalsIgnoreCase).isPresent()) {
      return Trust.SYSTEM.withoutVerification();
    }
    Optional<String> thumbprint = credentials.value("thumbprint");
    if (thumbprint.isPresent()) {
      return Trust.pinned(Thumbprint.parse(thumbprint.get()));
    }
    Optional<String> authority = credentials.value("cacert").or(() -> credentials.value("ca.crt"));
    Trust trust = authority.map(Trust::authority).orElse(Trust.SYSTEM);
    var _ = trust.context(); // a certificate that cannot be read is said now
    return trust;
  }

  /** The key of the Secret that {@link #of} goes by, for messages. */
  public static String key(Credentials credentials) {
    return credentials.value("thumbprint").isPresent() ? "thumbprint" : "ca.crt";
  }

  /** Host and port of a URL, for connections. */
  public static InetSocketAddress address(URI url) {
    String host = url.getHost().replaceAll("^\\[|]$", "");
    return InetSocketAddress.createUnresolved(host, url.getPort() < 0 ? HTTPS : url.getPort());
  }

  /**
   * The SHA-1 thumbprint of the certificate that a server presents, looked at before a password is
   * sent to it. Blocks.
   *
   * @throws InvalidRequest the certificate is not trusted; the message says what it is
   * @throws io.wherry.problems.PeerUnavailable the server cannot be reached
   */
  public static String fingerprint(Trust trust, URI server, Clock clock) {
    try {
      X509Certificate leaf = ServedCertificate.fetch(trust, address(server), PATIENCE);
      if (trust.judgesDates()) {
        leaf.checkValidity(Date.from(clock.instant()));
      }
      return Thumbprint.sha1(leaf).toString();
    } catch (SSLException | CertificateException e) {
      throw new InvalidRequest(
          "The certificate of %s is not trusted: %s. %s"
              .formatted(server.getHost(), reason(e), presented(trust, server)),
          e);
    }
  }

  private static String reason(Throwable problem) {
    Throwable deepest = problem;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private static String presented(Trust trust, URI server) {
    try {
      X509Certificate leaf =
          ServedCertificate.fetch(trust.withoutVerification(), address(server), PATIENCE);
      return "It is for %s, valid from %s to %s, thumbprint %s. If that is right, put its CA into the Secret as ca.crt, or this thumbprint as thumbprint."
          .formatted(
              leaf.getSubjectX500Principal(),
              leaf.getNotBefore().toInstant(),
              leaf.getNotAfter().toInstant(),
              Thumbprint.sha1(leaf));
    } catch (SSLException _) {
      return "It speaks no TLS that we know.";
    }
  }
}
