package io.wherry.vsphere;

import io.wherry.blocks.tls.ServedCertificate;
import io.wherry.blocks.tls.Thumbprint;
import io.wherry.problems.InvalidRequest;
import io.wherry.vsphere.vim.Access;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import javax.net.ssl.SSLException;

/** Looks at a server's certificate before a password is sent to it. */
final class CertificateCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private CertificateCheck() {}

  /**
   * The thumbprint of the certificate that the server presents. Blocks.
   *
   * @throws InvalidRequest the certificate is not trusted; the message says what it is
   * @throws io.wherry.problems.PeerUnavailable the server cannot be reached
   */
  static String fingerprint(Access access, Clock clock) {
    try {
      X509Certificate leaf = ServedCertificate.fetch(access.trust(), access.server(), PATIENCE);
      if (access.trust().judgesDates()) {
        leaf.checkValidity(Date.from(clock.instant()));
      }
      return Thumbprint.sha1(leaf).toString();
    } catch (SSLException | CertificateException e) {
      throw new InvalidRequest(
          "The certificate of %s is not trusted: %s. %s"
              .formatted(access.sdk().getHost(), reason(e), presented(access)),
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

  private static String presented(Access access) {
    try {
      X509Certificate leaf =
          ServedCertificate.fetch(access.trust().withoutVerification(), access.server(), PATIENCE);
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
