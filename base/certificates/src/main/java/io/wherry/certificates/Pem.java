package io.wherry.certificates;

import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates and keys as text.
 *
 * @source RFC 7468
 */
public final class Pem {
  private Pem() {}

  public static String of(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new Defect("A certificate could not be encoded.", e);
    }
  }

  /**
   * A key pair, not encrypted: write it for the owner only. The public half is in it as well:
   * GnuTLS, which QEMU uses, takes no key without.
   *
   * @source RFC 5915, RFC 5958
   */
  public static String of(KeyPair keys) {
    return block("PRIVATE KEY", KeyWriter.write(keys));
  }

  public static String of(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  /**
   * @throws InvalidRequest there is none in the text
   */
  public static X509Certificate certificate(String text) {
    List<X509Certificate> all = certificates(text);
    if (all.isEmpty()) {
      throw new InvalidRequest("This text holds no certificate.");
    }
    return all.getFirst();
  }

  /**
   * @throws InvalidRequest it is no PEM with certificates
   */
  public static List<X509Certificate> certificates(String text) {
    try {
      List<X509Certificate> result = new ArrayList<>();
      var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        result.add((X509Certificate) one);
      }
      return result;
    } catch (GeneralSecurityException e) {
      throw new InvalidRequest("This text is no certificate: " + e.getMessage(), e);
    }
  }

  /**
   * @throws InvalidRequest it is no key on an elliptic curve
   */
  public static PrivateKey privateKey(String text) {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content(text)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidRequest("This text is no private key of an elliptic curve.", e);
    }
  }

  /**
   * @throws InvalidRequest it is no key on an elliptic curve
   */
  public static PublicKey publicKey(String text) {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(content(text)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidRequest("This text is no public key of an elliptic curve.", e);
    }
  }

  private static byte[] content(String text) {
    return Base64.getDecoder().decode(text.replaceAll("-----[A-Z ]+-----|\\s", ""));
  }

  private static String block(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
