package io.wherry.apiserver.http;

import io.wherry.apiserver.security.ClientCertificates;
import io.wherry.apiserver.security.TlsIdentity;
import io.wherry.problems.Defect;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS with our certificate; clients may show one of theirs. It is judged when a request comes, not
 * in the handshake: a certificate that does not count is an answer 401, not a broken connection.
 */
final class TlsContext extends SslContextFactory.Server {
  private final ClientCertificates clients;

  TlsContext(TlsIdentity identity, ClientCertificates clients) {
    this.clients = clients;
    setWantClientAuth(true);
    use(identity);
  }

  private void use(TlsIdentity identity) {
    clients.refresh(identity);
    setKeyStore(identity.keyStore());
    setKeyStorePassword(identity.keyStorePassword());
  }

  /** New connections get these certificates; open ones live on. */
  void change(TlsIdentity identity) {
    try {
      reload(_ -> use(identity));
    } catch (Exception e) {
      throw new Defect("The renewed certificates could not be taken into use.", e);
    }
  }

  @Override
  protected TrustManager[] getTrustManagers(
      @Nullable KeyStore store, @Nullable Collection<? extends CRL> revoked) {
    return new TrustManager[] {new JudgedLater()};
  }

  /** Tells clients whose certificates we take, so that they offer no others. */
  private final class JudgedLater extends X509ExtendedTrustManager {
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return clients.issuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("This is a server.");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }
  }
}
