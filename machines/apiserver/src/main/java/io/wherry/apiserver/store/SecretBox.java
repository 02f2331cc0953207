package io.wherry.apiserver.store;

import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must not lie readable on disk: AES-256-GCM with a key file beside the database. The
 * object's key is authenticated too, so a row cannot be moved to another name.
 */
final class SecretBox {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SecretBox(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /** Reads the key file, or makes one that only the owner can read. */
  static SecretBox ofKeyFile(Path file) throws IOException {
    if (Files.notExists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      PrivateFiles.write(file, fresh);
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != KEY_BYTES) {
      throw new InvalidRequest(
          "The key file "
              + file
              + " is damaged: "
              + bytes.length
              + " bytes instead of "
              + KEY_BYTES
              + ". Restore it from a backup; stored Secrets cannot be read without it.");
    }
    return new SecretBox(bytes);
  }

  byte[] seal(ObjectKey about, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, about).doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new Defect("AES-GCM is not available in this Java runtime.", e);
    }
  }

  byte[] open(ObjectKey about, byte[] sealed) {
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer.wrap(sealed).get(nonce);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, about);
      return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new InvalidRequest(
          "The stored "
              + about
              + " cannot be decrypted: the key file does not belong to this"
              + " database. Restore secret.key from the same backup.");
    } catch (GeneralSecurityException e) {
      throw new Defect("AES-GCM is not available in this Java runtime.", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, ObjectKey about) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(about.toString().getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
