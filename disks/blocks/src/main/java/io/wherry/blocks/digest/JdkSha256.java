package io.wherry.blocks.digest;

import io.wherry.problems.Defect;
import java.lang.foreign.MemorySegment;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of the JDK. */
final class JdkSha256 implements Hasher {
  private final MessageDigest sha;

  JdkSha256() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new Defect("SHA-256 is missing in this JDK.", e);
    }
  }

  @Override
  public void update(MemorySegment bytes) {
    sha.update(bytes.asByteBuffer());
  }

  @Override
  public void finish(byte[] into, int at) {
    try {
      int _ = sha.digest(into, at, BYTES);
    } catch (DigestException e) {
      throw new Defect("SHA-256 does not fit.", e);
    }
  }
}
