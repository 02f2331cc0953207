package io.wherry.apiserver.security;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a certificate authority and server certificates: EC P-256, signed with ECDSA and SHA-256.
 *
 * @source RFC 5280 section 4
 */
final class CertificateWriter {
  private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String AUTHORITY_KEY = "2.5.29.35";

  /** Clocks of clients may be a little behind. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  /** Who signs. */
  record Issuer(String commonName, KeyPair keys) {}

  /** How long a certificate holds. */
  record Validity(Instant from, Instant to) {
    static Validity starting(Instant now, Duration length) {
      return new Validity(now.minus(BACKDATED), now.plus(length));
    }
  }

  private CertificateWriter() {}

  static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  static X509Certificate authority(Issuer self, Validity validity) throws GeneralSecurityException {
    PublicKey key = self.keys().getPublic();
    byte[] extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
            critical(KEY_USAGE, Der.bits(1, new byte[] {0x06})), // certificate and CRL signing
            extension(SUBJECT_KEY, Der.octets(keyId(key))));
    return sign(self, self.commonName(), key, validity, extensions);
  }

  /**
   * @param names DNS names and IP addresses the server answers to
   */
  static X509Certificate server(Issuer issuer, PublicKey key, Validity validity, List<String> names)
      throws GeneralSecurityException {
    byte[] authorityKey = Der.contextPrimitive(0, keyId(issuer.keys().getPublic()));
    byte[] extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, Der.sequence()),
            critical(KEY_USAGE, Der.bits(7, new byte[] {(byte) 0x80})), // digital signature
            extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH))),
            extension(SUBJECT_KEY, Der.octets(keyId(key))),
            extension(AUTHORITY_KEY, Der.sequence(authorityKey)),
            extension(ALTERNATIVE_NAMES, alternativeNames(names)));
    return sign(issuer, "wherry-apiserver", key, validity, extensions);
  }

  private static X509Certificate sign(
      Issuer issuer, String subject, PublicKey key, Validity validity, byte[] extensions)
      throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_SHA256));
    byte[] body =
        Der.sequence(
            Der.context(0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, new SecureRandom()).setBit(126)),
            algorithm,
            name(issuer.commonName()),
            Der.sequence(Der.time(validity.from()), Der.time(validity.to())),
            name(subject),
            key.getEncoded(),
            Der.context(3, extensions));
    byte[] encoded =
        Der.sequence(body, algorithm, Der.bits(0, signature(issuer.keys().getPrivate(), body)));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static byte[] signature(PrivateKey key, byte[] body) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(body);
    return signature.sign();
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(commonName))));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
  }

  private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-1").digest(key.getEncoded()); // an id, not a defence
  }

  private static byte[] alternativeNames(List<String> names) {
    List<byte[]> parts = new ArrayList<>();
    for (String name : names) {
      parts.add(
          isAddress(name)
              ? Der.contextPrimitive(7, InetAddress.ofLiteral(name).getAddress())
              : Der.contextPrimitive(2, name.getBytes(StandardCharsets.US_ASCII)));
    }
    return Der.sequence(parts.toArray(byte[][]::new));
  }

  private static boolean isAddress(String name) {
    return name.contains(":") || name.matches("[0-9.]+");
  }
}
