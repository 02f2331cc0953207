package io.wherry.blocks.nbd;

import io.wherry.blocks.Tools;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A CA with a server's certificate, as nbdkit wants to find them. */
record Certificates(Path folder) {
  static Certificates make(Path folder, String host) throws Exception {
    Path _ = Files.createDirectories(folder);
    String at = folder + "/";
    Tools.run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=test CA",
        "-days",
        "2",
        "-keyout",
        at + "ca-key.pem",
        "-out",
        at + "ca-cert.pem");
    Tools.run(
        "openssl",
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=" + host,
        "-keyout",
        at + "server-key.pem",
        "-out",
        at + "server.csr");
    Path extensions = Files.writeString(folder.resolve("ext"), "subjectAltName=DNS:" + host + "\n");
    Tools.run(
        "openssl",
        "x509",
        "-req",
        "-in",
        at + "server.csr",
        "-CA",
        at + "ca-cert.pem",
        "-CAkey",
        at + "ca-key.pem",
        "-days",
        "2",
        "-extfile",
        extensions.toString(),
        "-out",
        at + "server-cert.pem");
    return new Certificates(folder);
  }

  SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(folder.resolve("ca-cert.pem"))) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
