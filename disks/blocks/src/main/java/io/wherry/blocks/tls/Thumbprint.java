package io.wherry.blocks.tls;

import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The digest of one certificate, by which a server is known without a CA.
 *
 * @param hex lower case, 40 digits for SHA-1, 64 for SHA-256
 */
public record Thumbprint(String hex) {
  private static final int SHA1_DIGITS = 40;

  /**
   * Reads one as consoles show it: colons, blanks and capitals make no difference.
   *
   * @throws InvalidRequest it is no SHA-1 or SHA-256 digest
   */
  public static Thumbprint parse(String text) {
    String hex = text.replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      throw new InvalidRequest(
          "A certificate's thumbprint has 40 (SHA-1) or 64 (SHA-256) hexadecimal digits.");
    }
    return new Thumbprint(hex);
  }

  /** SHA-1, as VMware's tools show and take it. */
  public static Thumbprint sha1(Certificate certificate) {
    return new Thumbprint(digest(certificate, "SHA-1"));
  }

  /** Whether this is the certificate's. */
  public boolean isOf(Certificate certificate) {
    return hex.equals(digest(certificate, hex.length() == SHA1_DIGITS ? "SHA-1" : "SHA-256"));
  }

  private static String digest(Certificate certificate, String algorithm) {
    try {
      byte[] bytes = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
      return HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new Defect("A certificate cannot be digested.", e);
    }
  }

  /** {@code 52:6C:4E:…}. */
  @Override
  public String toString() {
    return hex.toUpperCase(Locale.ROOT).replaceAll("(..)(?=.)", "$1:");
  }
}
