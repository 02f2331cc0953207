package io.wherry.blocks;

import io.wherry.blocks.tls.Thumbprint;
import io.wherry.blocks.tls.Trust;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;

/** A CA with a server's certificate, as nbdkit wants to find them. */
public record Certificates(Path folder) {
  /** Makes them with openssl. */
  public static Certificates make(Path folder, String host) throws Exception {
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

  /** Trusts this CA only. */
  public Trust trust() throws Exception {
    return Trust.authority(Files.readString(folder.resolve("ca-cert.pem")));
  }

  /** Of the server's certificate. */
  public Thumbprint thumbprint() throws Exception {
    try (var pem = Files.newInputStream(folder.resolve("server-cert.pem"))) {
      return Thumbprint.sha1(CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
  }

  /** What the server presents. */
  public SSLContext server() throws Exception {
    return trust()
        .withIdentity(
            new Trust.Identity(
                Files.readString(folder.resolve("server-cert.pem")),
                Files.readString(folder.resolve("server-key.pem"))))
        .context();
  }

  /** A port nobody listens at just now. */
  public static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
