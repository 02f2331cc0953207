package io.wherry.blocks.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the one server whose certificate is known by its digest; names, dates and issuers do not
 * matter then.
 */
final class Pinned extends X509ExtendedTrustManager {
  private final Thumbprint thumbprint;

  Pinned(Thumbprint thumbprint) {
    this.thumbprint = thumbprint;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || !thumbprint.isOf(chain[0])) {
      throw new CertificateException(
          "the certificate is not the one with thumbprint " + thumbprint);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
