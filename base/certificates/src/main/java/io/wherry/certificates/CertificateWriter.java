package io.wherry.certificates;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes certificates: EC P-256, signed with ECDSA and SHA-256.
 *
 * @source RFC 5280 section 4
 */
final class CertificateWriter {
  private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ORGANIZATION = "2.5.4.10";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String AUTHORITY_KEY = "2.5.29.35";

  /** Certificate and CRL signing. */
  private static final byte[] SIGNS = Der.bits(1, new byte[] {0x06});

  /** Digital signature, and key encipherment, which QEMU asks for although EC keys never do it. */
  private static final byte[] LEAF = Der.bits(5, new byte[] {(byte) 0xa0});

  private CertificateWriter() {}

  static X509Certificate authority(String commonName, KeyPair keys, Validity validity)
      throws GeneralSecurityException {
    byte[] extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
            critical(KEY_USAGE, SIGNS),
            extension(SUBJECT_KEY, Der.octets(keyId(keys.getPublic()))));
    byte[] name = name(Subject.named(commonName));
    return sign(keys.getPrivate(), name, new Body(name, keys.getPublic(), validity, extensions));
  }

  /** The other authority's name and key, signed by this one. */
  static X509Certificate cross(Identity signer, X509Certificate other, Validity validity)
      throws GeneralSecurityException {
    PublicKey key = other.getPublicKey();
    byte[] signerKey = Der.contextPrimitive(0, keyId(signer.certificate().getPublicKey()));
    byte[] extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
            critical(KEY_USAGE, SIGNS),
            extension(SUBJECT_KEY, Der.octets(keyId(key))),
            extension(AUTHORITY_KEY, Der.sequence(signerKey)));
    byte[] name = other.getSubjectX500Principal().getEncoded();
    byte[] signerName = signer.certificate().getSubjectX500Principal().getEncoded();
    return sign(signer.key(), signerName, new Body(name, key, validity, extensions));
  }

  static X509Certificate leaf(Identity issuer, LeafRequest request)
      throws GeneralSecurityException {
    byte[] authorityKey = Der.contextPrimitive(0, keyId(issuer.certificate().getPublicKey()));
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(critical(BASIC_CONSTRAINTS, Der.sequence()));
    extensions.add(critical(KEY_USAGE, LEAF));
    byte[][] usages = request.usages().stream().map(u -> Der.oid(u.oid())).toArray(byte[][]::new);
    extensions.add(extension(EXTENDED_KEY_USAGE, Der.sequence(usages)));
    extensions.add(extension(SUBJECT_KEY, Der.octets(keyId(request.key()))));
    extensions.add(extension(AUTHORITY_KEY, Der.sequence(authorityKey)));
    if (!request.names().isEmpty()) {
      extensions.add(extension(ALTERNATIVE_NAMES, alternativeNames(request.names())));
    }
    byte[] all = Der.sequence(extensions.toArray(byte[][]::new));
    byte[] issuerName = issuer.certificate().getSubjectX500Principal().getEncoded();
    Body body = new Body(name(request.subject()), request.key(), request.validity(), all);
    return sign(issuer.key(), issuerName, body);
  }

  private record Body(byte[] subject, PublicKey key, Validity validity, byte[] extensions) {}

  private static X509Certificate sign(PrivateKey signer, byte[] issuer, Body what)
      throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_SHA256));
    byte[] body =
        Der.sequence(
            Der.context(0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, new SecureRandom()).setBit(126)),
            algorithm,
            issuer,
            Der.sequence(Der.time(what.validity().from()), Der.time(what.validity().to())),
            what.subject(),
            what.key().getEncoded(),
            Der.context(3, what.extensions()));
    byte[] encoded = Der.sequence(body, algorithm, Der.bits(0, signature(signer, body)));
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

  private static byte[] name(Subject subject) {
    List<byte[]> parts = new ArrayList<>();
    for (String organization : subject.organizations()) {
      parts.add(attribute(ORGANIZATION, organization));
    }
    parts.add(attribute(COMMON_NAME, subject.commonName()));
    return Der.sequence(parts.toArray(byte[][]::new));
  }

  private static byte[] attribute(String type, String value) {
    return Der.set(Der.sequence(Der.oid(type), Der.text(value)));
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
