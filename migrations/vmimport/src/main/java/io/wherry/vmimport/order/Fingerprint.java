package io.wherry.vmimport.order;

import io.wherry.problems.Defect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names that derive from identities, so that a second try finds what the first one made. */
public final class Fingerprint {
  private Fingerprint() {}

  /** The first hex digits of SHA-256 over the parts, separated by colons. */
  public static String hex(int digits, String... parts) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join(":", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new Defect("This Java has no SHA-256.", e);
    }
  }
}
