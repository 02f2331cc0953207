package io.wherry.apiserver.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
  private static final List<String> NAMES = List.of("localhost", "lab-7", "127.0.0.1", "::1");

  @TempDir Path directory;

  private TlsIdentity open(Clock clock, List<String> names) {
    return TlsIdentity.open(directory.resolve("tls"), clock, names);
  }

  private static X509Certificate server(TlsIdentity identity) throws Exception {
    return (X509Certificate) identity.keyStore().getCertificate("server");
  }

  @Test
  void keepsItsCertificatesAcrossStarts() throws Exception {
    TlsIdentity first = open(Clock.systemUTC(), NAMES);
    TlsIdentity second = open(Clock.systemUTC(), NAMES);
    assertThat(server(second)).isEqualTo(server(first));
    assertThat(second.authorityPem()).isEqualTo(first.authorityPem());
  }

  @Test
  void renewsTheServerBeforeItExpiresAndKeepsTheAuthority() throws Exception {
    TlsIdentity first = open(Clock.systemUTC(), NAMES);
    TlsIdentity later = open(Clock.offset(Clock.systemUTC(), Duration.ofDays(380)), NAMES);
    assertThat(server(later)).isNotEqualTo(server(first));
    assertThat(later.authorityPem()).isEqualTo(first.authorityPem());
    TlsIdentity muchLater = open(Clock.offset(Clock.systemUTC(), Duration.ofDays(3640)), NAMES);
    assertThat(muchLater.authorityPem()).isNotEqualTo(first.authorityPem());
  }

  @Test
  void makesANewCertificateForNewNamesAndForDamagedFiles() throws Exception {
    TlsIdentity first = open(Clock.systemUTC(), NAMES);
    TlsIdentity renamed = open(Clock.systemUTC(), List.of("localhost", "other"));
    assertThat(server(renamed)).isNotEqualTo(server(first));
    Files.writeString(directory.resolve("tls/server.crt"), "rubbish");
    assertThat(server(open(Clock.systemUTC(), NAMES)).getSubjectAlternativeNames()).hasSize(4);
  }

  @Test
  void letsOnlyTheOwnerReadKeys() throws Exception {
    open(Clock.systemUTC(), NAMES);
    for (String file : List.of("ca.key", "server.key")) {
      var mode = Files.getPosixFilePermissions(directory.resolve("tls").resolve(file));
      assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
    }
  }

  @Test
  void writesCertificatesThatOpensslAccepts() throws Exception {
    Peers.need("openssl");
    open(Clock.systemUTC(), NAMES);
    Path tls = directory.resolve("tls");
    assertThat(
            run(
                "openssl",
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                "lab-7",
                "-CAfile",
                tls.resolve("ca.crt").toString(),
                tls.resolve("server.crt").toString()))
        .contains("OK");
    assertThat(
            run("openssl", "x509", "-noout", "-text", "-in", tls.resolve("server.crt").toString()))
        .contains("IP Address:127.0.0.1", "DNS:localhost", "ecdsa-with-SHA256");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
