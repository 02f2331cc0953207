package io.wherry.certificates;

import io.wherry.problems.InvalidRequest;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;

/**
 * Writes a key pair of the curve P-256 as PKCS#8 with both halves; the JDK writes the private one
 * only.
 *
 * @source RFC 5915 section 3, RFC 5208 section 5
 */
final class KeyWriter {
  private static final String EC = "1.2.840.10045.2.1";
  private static final String P256 = "1.2.840.10045.3.1.7";
  private static final int SCALAR_BYTES = 32;
  private static final int POINT_BYTES = 65;

  private KeyWriter() {}

  static byte[] write(KeyPair keys) {
    if (!(keys.getPrivate() instanceof ECPrivateKey key)) {
      throw new InvalidRequest("Only keys of elliptic curves are written here.");
    }
    byte[] spki = keys.getPublic().getEncoded();
    // The point is the end of the public key's encoding.
    byte[] point = Arrays.copyOfRange(spki, spki.length - POINT_BYTES, spki.length);
    byte[] inner =
        Der.sequence(
            Der.integer(BigInteger.ONE),
            Der.octets(scalar(key.getS())),
            Der.context(1, Der.bits(0, point)));
    return Der.sequence(
        Der.integer(BigInteger.ZERO), Der.sequence(Der.oid(EC), Der.oid(P256)), Der.octets(inner));
  }

  private static byte[] scalar(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] result = new byte[SCALAR_BYTES];
    int length = Math.min(bytes.length, SCALAR_BYTES);
    System.arraycopy(bytes, bytes.length - length, result, SCALAR_BYTES - length, length);
    return result;
  }
}
