package io.wherry.blocks.copy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The tree of digests over a disk: SHA-256 of each granule, of the granules' digests for a chunk,
 * of the chunks' digests for the disk. Whatever is all zeros has the digest of 32 zero bytes, so
 * holes cost nothing and equal disks have equal roots. SHA-256 because the JDK runs it on the
 * processor's own instructions: measured faster here than any BLAKE3 a JVM library offers.
 */
final class Digests {
  static final int BYTES = 32;
  private final MessageDigest sha = sha256();

  /** The digest of bytes that are not all zeros. */
  void granule(ByteBuffer bytes, byte[] into, int at) {
    sha.update(bytes);
    finish(into, at);
  }

  /** The digest of a chunk out of its granules' digests. */
  byte[] chunk(byte[] leaves) {
    byte[] digest = new byte[BYTES];
    if (!isZero(leaves)) {
      sha.update(leaves);
      finish(digest, 0);
    }
    return digest;
  }

  private void finish(byte[] into, int at) {
    try {
      int _ = sha.digest(into, at, BYTES);
    } catch (java.security.DigestException e) {
      throw new io.wherry.problems.Defect("SHA-256 does not fit.", e);
    }
  }

  /** The digest of a disk out of its chunks' digests. */
  static byte[] root(Geometry geometry, byte[] chunks) {
    MessageDigest sha = sha256();
    sha.update(
        ByteBuffer.allocate(12).putLong(geometry.size()).putInt(geometry.chunkBytes()).flip());
    return sha.digest(chunks);
  }

  static boolean isZero(byte[] digest) {
    for (byte b : digest) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  static boolean equal(byte[] a, int at, byte[] b, int from) {
    return Arrays.equals(a, at, at + BYTES, b, from, from + BYTES);
  }

  static byte[] ofText(String text) {
    return sha256().digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new io.wherry.problems.Defect("SHA-256 is missing in this JDK.", e);
    }
  }
}
