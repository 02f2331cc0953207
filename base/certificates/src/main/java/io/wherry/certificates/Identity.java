package io.wherry.certificates;

import io.wherry.problems.Defect;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/** A certificate and the key that proves it is one's own. */
public record Identity(X509Certificate certificate, PrivateKey key) {
  /** A new key pair on the curve P-256, which every TLS library takes. */
  public static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new Defect("This JDK has no elliptic curves.", e);
    }
  }

  /** Both halves of the key. */
  public KeyPair keys() {
    return new KeyPair(certificate.getPublicKey(), key);
  }

  /** The key is not for logs. */
  @Override
  public String toString() {
    return "Identity of " + certificate.getSubjectX500Principal();
  }
}
