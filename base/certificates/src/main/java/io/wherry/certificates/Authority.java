package io.wherry.certificates;

import io.wherry.problems.Defect;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** A certificate authority. Safe for several threads. */
public final class Authority {
  private final Identity self;

  public Authority(Identity self) {
    this.self = self;
  }

  /** A new one that vouches for itself. */
  public static Authority make(String name, Validity validity) {
    KeyPair keys = Identity.newKeys();
    try {
      X509Certificate certificate = CertificateWriter.authority(name, keys, validity);
      return new Authority(new Identity(certificate, keys.getPrivate()));
    } catch (GeneralSecurityException e) {
      throw new Defect("A certificate authority could not be made.", e);
    }
  }

  /** A certificate that this authority vouches for. */
  public X509Certificate issue(LeafRequest request) {
    try {
      return CertificateWriter.leaf(self, request);
    } catch (GeneralSecurityException e) {
      throw new Defect("A certificate for " + request.subject() + " could not be made.", e);
    }
  }

  /**
   * A certificate that says that this authority trusts the other one: whoever knows only this one
   * can verify what the other one issues.
   *
   * @source RFC 5280 section 3.2, cross-certificates
   */
  public X509Certificate vouchFor(X509Certificate other, Validity validity) {
    try {
      return CertificateWriter.cross(self, other, validity);
    } catch (GeneralSecurityException e) {
      throw new Defect("Another authority could not be vouched for.", e);
    }
  }

  public Identity identity() {
    return self;
  }

  public X509Certificate certificate() {
    return self.certificate();
  }

  /**
   * The hash of an authority's public key, by which a joining node knows the right server.
   *
   * @return {@code sha256:} and 64 hexadecimal digits
   * @source Kubernetes documentation, kubeadm join, discovery-token-ca-cert-hash
   */
  public static String fingerprint(PublicKey key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new Defect("SHA-256 is missing in this JDK.", e);
    }
  }
}
