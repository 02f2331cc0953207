package io.wherry.blocks.tls;

import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom TLS connections trust and with what certificate we present ourselves. A server's certificate
 * and name are verified unless {@link #withoutVerification()} says otherwise in so many words.
 *
 * @param authorities PEM certificates of the CAs that are trusted instead of the machine's own
 * @param identity our own certificate, if the server asks for one
 * @param verification whether servers are verified at all
 * @param pin the one certificate that is trusted, whatever CAs say of it
 */
public record Trust(
    Optional<String> authorities,
    Optional<Identity> identity,
    Verification verification,
    Optional<Thumbprint> pin) {
  private static final char[] NO_PASSWORD = new char[0];
  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519");

  /** Whether a server must prove who it is. */
  public enum Verification {
    ON,
    /** Anybody in between can read and change everything. */
    OFF
  }

  /**
   * Our certificate and its key, both PEM; the key in PKCS #8.
   *
   * @param certificates our own first, then those between it and the CA
   */
  public record Identity(String certificates, String key) {
    @Override
    public String toString() {
      return "Identity[key hidden]";
    }
  }

  /** The machine's own CAs, no certificate of ours. */
  public static final Trust SYSTEM =
      new Trust(Optional.empty(), Optional.empty(), Verification.ON, Optional.empty());

  /** Only servers that these CAs vouch for. */
  public static Trust authority(String pem) {
    return SYSTEM.withAuthority(pem);
  }

  /** Only the server with this certificate. */
  public static Trust pinned(Thumbprint thumbprint) {
    return new Trust(Optional.empty(), Optional.empty(), Verification.ON, Optional.of(thumbprint));
  }

  public Trust withAuthority(String pem) {
    return new Trust(Optional.of(pem), identity, verification, pin);
  }

  public Trust withIdentity(Identity ours) {
    return new Trust(authorities, Optional.of(ours), verification, pin);
  }

  public Trust withoutVerification() {
    return new Trust(authorities, identity, Verification.OFF, Optional.empty());
  }

  /**
   * Whether a certificate out of its time is no longer trusted. Java itself lets one pass that is
   * its own authority.
   */
  public boolean judgesDates() {
    return verification == Verification.ON && pin.isEmpty();
  }

  /**
   * What TLS connections are made with.
   *
   * @throws InvalidRequest a certificate or key cannot be read
   */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trusted(), null);
      return context;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new InvalidRequest(
          "The certificates for TLS cannot be used: "
              + e.getMessage()
              + ". State them as PEM, a key as PKCS #8 without a password.",
          e);
    }
  }

  private TrustManager @org.jspecify.annotations.Nullable [] trusted()
      throws GeneralSecurityException, IOException {
    if (verification == Verification.OFF) {
      return new TrustManager[] {new Anybody()};
    }
    if (pin.isPresent()) {
      return new TrustManager[] {new Pinned(pin.get())};
    }
    if (authorities.isEmpty()) {
      return null; // the machine's
    }
    KeyStore store = empty();
    int i = 0;
    for (Certificate certificate : certificates(authorities.get())) {
      store.setCertificateEntry("ca" + i++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private KeyManager @org.jspecify.annotations.Nullable [] keys()
      throws GeneralSecurityException, IOException {
    if (identity.isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    Certificate[] chain = certificates(identity.get().certificates()).toArray(new Certificate[0]);
    store.setKeyEntry("own", key(identity.get().key()), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws GeneralSecurityException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    if (found.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate in it");
    }
    return found;
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(spec);
      } catch (java.security.spec.InvalidKeySpecException _) {
        // a key of another kind
      }
    }
    throw new GeneralSecurityException("the key is none of " + KEY_KINDS);
  }
}
