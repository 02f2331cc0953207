package io.wherry.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
  private static final Validity DAY = Validity.starting(Instant.now(), Duration.ofDays(1));
  private final Authority authority = Authority.make("test-ca", DAY);
  private final KeyPair keys = Identity.newKeys();

  @TempDir private Path folder;

  private X509Certificate node() {
    return authority.issue(
        new LeafRequest(
            new Subject("node-a", List.of("system:nodes")),
            keys.getPublic(),
            DAY,
            Set.of(Usage.SERVER, Usage.CLIENT),
            List.of("node-a", "127.0.0.2", "::1")));
  }

  @Test
  void vouchesForWhatItIssues() throws Exception {
    X509Certificate node = node();
    node.verify(authority.certificate().getPublicKey());
    assertThat(node.getSubjectX500Principal().getName()).isEqualTo("CN=node-a,O=system:nodes");
    assertThat(node.getIssuerX500Principal())
        .isEqualTo(authority.certificate().getSubjectX500Principal());
    assertThat(node.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void goesToTextAndBack() {
    X509Certificate node = node();
    String chain = Pem.of(node) + Pem.of(authority.certificate());
    assertThat(Pem.certificates(chain)).containsExactly(node, authority.certificate());
    assertThat(Pem.certificate(chain)).isEqualTo(node);
    PrivateKey again = Pem.privateKey(Pem.of(keys));
    assertThat(((ECPrivateKey) again).getS()).isEqualTo(((ECPrivateKey) keys.getPrivate()).getS());
    assertThat(Pem.publicKey(Pem.of(keys.getPublic()))).isEqualTo(keys.getPublic());
  }

  @Test
  void refusesWhatIsNoPem() {
    assertThatThrownBy(() -> Pem.certificate("")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Pem.publicKey("-----BEGIN PUBLIC KEY-----\n%%%"))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Pem.privateKey("AAAA")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void theFingerprintIsOfTheKey() {
    String print = Authority.fingerprint(authority.certificate().getPublicKey());
    assertThat(print).matches("sha256:[0-9a-f]{64}");
    Authority renewed =
        new Authority(new Identity(authority.certificate(), authority.identity().key()));
    assertThat(Authority.fingerprint(renewed.certificate().getPublicKey())).isEqualTo(print);
  }

  @Test
  void opensslAcceptsServersAndClients() throws IOException, InterruptedException {
    Peers.need("openssl");
    Path ca = Files.writeString(folder.resolve("ca.pem"), Pem.of(authority.certificate()));
    Path leaf = Files.writeString(folder.resolve("leaf.pem"), Pem.of(node()));
    for (String purpose : List.of("sslserver", "sslclient")) {
      Process openssl =
          new ProcessBuilder(
                  "openssl",
                  "verify",
                  "-x509_strict",
                  "-purpose",
                  purpose,
                  "-verify_ip",
                  "127.0.0.2",
                  "-CAfile",
                  ca.toString(),
                  leaf.toString())
              .redirectErrorStream(true)
              .start();
      String text = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(openssl.waitFor()).as(text).isZero();
    }
  }
}
