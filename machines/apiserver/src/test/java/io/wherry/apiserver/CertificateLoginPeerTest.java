package io.wherry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.apiserver.security.Kubeconfig;
import io.wherry.apiserver.security.Kubeconfig.Credential;
import io.wherry.apiserver.security.Kubeconfig.Identity;
import io.wherry.apiserver.security.TlsIdentity;
import io.wherry.apiserver.security.UserCertificates;
import io.wherry.peers.Peers;
import io.wherry.problems.InvalidRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users with client certificates, by the real kubectl. */
class CertificateLoginPeerTest {
  @TempDir Path scratch;
  private TestServer server;
  private Path tls;

  @BeforeEach
  void start() throws Exception {
    Peers.need("kubectl");
    server = TestServer.start(scratch.resolve("data"));
    tls = scratch.resolve("data/tls");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Kubectl user(String name, String... groups) throws Exception {
    var issued =
        new UserCertificates(tls, Clock.systemUTC())
            .issue(name, List.of(groups), Duration.ofDays(1));
    Identity identity =
        new Identity(
            name, "default", new Credential.Certificate(issued.certificatePem(), issued.keyPem()));
    String kubeconfig = Kubeconfig.text(server.server.url(), issued.authorityPem(), identity);
    return Kubectl.with(kubeconfig, scratch.resolve("home-" + name.replaceAll("[^a-z]", "_")));
  }

  @Test
  void knowsUsersAndGroupsByTheirCertificates() throws Exception {
    Kubectl jane = user("jane \"x\" O'Neil, ops", "ops", "dev team");
    assertThat(jane.tried("auth", "whoami"))
        .contains(
            "jane \"x\" O'Neil, ops", "ops", "dev team", "system:authenticated", "X509SHA256=");
    assertThat(jane.tried("get", "nodes")).contains("(Forbidden)");
    Kubectl root = user("root", "system:masters");
    assertThat(root.tried("auth", "can-i", "--list")).contains("*.*");
    assertThat(root.tried("create", "rolebinding", "b", "--clusterrole=view", "--group=ops"))
        .contains("created");
    assertThat(jane.tried("auth", "can-i", "list", "pods")).contains("yes");
    assertThat(jane.tried("auth", "can-i", "delete", "pods")).contains("no");
  }

  @Test
  void takesCertificatesBack() throws Exception {
    Kubectl jane = user("jane");
    Kubectl john = user("john");
    UserCertificates users = new UserCertificates(tls, Clock.systemUTC());
    assertThat(users.revoke("jane")).isEqualTo(1);
    await().until(() -> jane.tried("auth", "whoami").contains("Unauthorized"));
    assertThat(john.tried("auth", "whoami")).contains("john");
    assertThat(users.given())
        .extracting(UserCertificates.Given::revoked)
        .containsExactly(true, false);
    Assertions.assertThatThrownBy(() -> users.issue("system:node:x", List.of(), Duration.ofDays(1)))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void refusesCertificatesOfOthers() throws Exception {
    Path foreign = scratch.resolve("foreign");
    TlsIdentity.open(foreign, Clock.systemUTC(), List.of("localhost"));
    var issued =
        new UserCertificates(foreign, Clock.systemUTC())
            .issue("eve", List.of("system:masters"), Duration.ofDays(1));
    String authority = Files.readString(tls.resolve("ca.crt"));
    var credential = new Credential.Certificate(issued.certificatePem(), issued.keyPem());
    Identity eve = new Identity("eve", "default", credential);
    String kubeconfig = Kubeconfig.text(server.server.url(), authority, eve);
    assertThat(Kubectl.with(kubeconfig, scratch.resolve("eve")).refused("get", "nodes"))
        .contains("provide credentials");
  }

  /** Those who know the old authority only, and certificates that it signed, still work. */
  @Test
  void replacesItsAuthorityWhileItRuns() throws Exception {
    Kubectl before = user("before");
    TlsIdentity.replaceAuthority(tls, Clock.systemUTC());
    String fresh = Files.readString(tls.resolve("ca.crt"));
    String own = fresh.replaceAll("(?s)(-----END CERTIFICATE-----\n).*", "$1");
    Path anchors = Files.writeString(scratch.resolve("fresh.crt"), own);
    await().until(() -> verifies(anchors));
    assertThat(before.tried("auth", "whoami")).contains("before");
    assertThat(server.get("/version").statusCode()).isEqualTo(200);
    Kubectl after = user("after");
    assertThat(after.tried("auth", "whoami")).contains("after");
    TlsIdentity.forgetFormerAuthorities(tls);
    server.close();
    server = TestServer.start(scratch.resolve("data"));
    assertThat(user("again").tried("auth", "whoami")).contains("again");
  }

  private boolean verifies(Path anchors) throws Exception {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + server.server.port(),
                "-CAfile",
                anchors.toString(),
                "-verify_return_error")
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .start();
    return new String(openssl.getInputStream().readAllBytes()).contains("Verify return code: 0");
  }
}
