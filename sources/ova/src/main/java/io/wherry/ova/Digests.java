package io.wherry.ova;

import io.wherry.problems.Defect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of bytes, and the identifiers made from them. */
final class Digests {
  private static final int ID_DIGITS = 36;

  private Digests() {}

  /** A digest by its Java name, for example {@code SHA-256}. */
  static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new Defect("This JDK has no " + algorithm + ".", e);
    }
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /**
   * An identifier for what the parts name together; the same parts give the same one.
   *
   * @source inventory-and-providers.md 2.7: first 36 hex digits of a SHA-256
   */
  static String id(String... parts) {
    byte[] key = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    return hex(of("SHA-256").digest(key)).substring(0, ID_DIGITS);
  }
}
