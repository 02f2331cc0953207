package io.wherry.blocks.tls;

import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Looks at the certificate that a server presents; nothing is sent to it. */
public final class ServedCertificate {
  private ServedCertificate() {}

  /**
   * The server's own certificate. Blocks.
   *
   * @param trust the handshake fails where this does not trust the server
   * @param patience for the connection, and again for the handshake
   * @throws javax.net.ssl.SSLException the server is not trusted, or speaks no TLS
   * @throws PeerUnavailable it cannot be reached
   */
  public static X509Certificate fetch(Trust trust, InetSocketAddress server, Duration patience)
      throws javax.net.ssl.SSLException {
    int millis = Math.toIntExact(patience.toMillis());
    try (SSLSocket socket = (SSLSocket) trust.context().getSocketFactory().createSocket()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), millis);
      socket.setSoTimeout(millis);
      socket.startHandshake();
      Certificate leaf = socket.getSession().getPeerCertificates()[0];
      if (leaf instanceof X509Certificate certificate) {
        return certificate;
      }
      throw new javax.net.ssl.SSLException("the certificate is of type " + leaf.getType());
    } catch (javax.net.ssl.SSLException e) {
      throw e;
    } catch (IOException e) {
      throw new PeerUnavailable(
          "%s:%d cannot be reached: %s"
              .formatted(server.getHostString(), server.getPort(), e.getMessage()),
          e);
    }
  }
}
