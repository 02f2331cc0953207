package io.wherry.vsphere.vim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.tls.Thumbprint;
import io.wherry.blocks.tls.Trust;
import io.wherry.peers.Vcsim;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logins and properties, against vcsim. */
class SessionPeerTest {
  private static Vcsim vcsim;

  @BeforeAll
  static void start() {
    vcsim = Vcsim.start("-vms", "1", "-disk-bytes", "1048576");
  }

  @AfterAll
  static void end() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  private static Access access(String password, Trust trust) {
    return new Access(URI.create(vcsim.url()), Vcsim.USER, password, trust);
  }

  private static Session session(String password) {
    return new Session(access(password, Trust.authority(vcsim.certificate())), Clock.systemUTC());
  }

  @Test
  void logsInWhenItIsNeededAndKnowsTheServer() {
    try (Session session = session(Vcsim.PASSWORD)) {
      ServiceContent content = session.content();
      assertThat(content.about().isHost()).isFalse();
      assertThat(content.about().isAtLeast(6, 5)).isTrue();
      assertThat(content.about().instanceUuid()).isNotEmpty();
      Map<String, Xml> root =
          new PropertyReader(session).read(content.ref("rootFolder"), "name", "childEntity");
      assertThat(root.get("name").text()).isEqualTo("Datacenters");
      assertThat(root.get("childEntity").children()).hasSize(1);
    }
  }

  @Test
  void logsInAgainAfterTheSessionHasEnded() {
    try (Session session = session(Vcsim.PASSWORD)) {
      MoRef manager = session.content().ref("sessionManager");
      Xml _ = session.ask(Call.of("Logout", manager), "Logout failed");
      MoRef root = session.content().ref("rootFolder");
      assertThat(new PropertyReader(session).read(root, "name")).containsKey("name");
    }
  }

  @Test
  void aWrongPasswordIsSentOnce() {
    try (Session session = session("wrong")) {
      assertThatThrownBy(session::content)
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining(Vcsim.USER)
          .hasMessageNotContaining("wrong");
      assertThatThrownBy(session::content)
          .isInstanceOf(PeerRefused.class)
          .hasCauseInstanceOf(PeerRefused.class);
    }
  }

  @Test
  void trustsByThumbprintAndNobodyElse() {
    Trust pin = Trust.pinned(Thumbprint.parse(vcsim.thumbprint()));
    try (Session session = new Session(access(Vcsim.PASSWORD, pin), Clock.systemUTC())) {
      assertThat(session.content().about().name()).contains("VMware");
    }
    for (Trust stranger : List.of(Trust.SYSTEM, Trust.pinned(Thumbprint.parse("0".repeat(40))))) {
      try (Session session = new Session(access(Vcsim.PASSWORD, stranger), Clock.systemUTC())) {
        assertThatThrownBy(session::content)
            .isInstanceOf(InvalidRequest.class)
            .hasMessageContaining("TLS");
      }
    }
  }

  @Test
  void saysThatAnAddressIsNoSdk() {
    Access elsewhere =
        new Access(
            URI.create(vcsim.url().replace("/sdk", "/elsewhere")),
            Vcsim.USER,
            Vcsim.PASSWORD,
            Trust.authority(vcsim.certificate()));
    try (Session session = new Session(elsewhere, Clock.systemUTC())) {
      assertThatThrownBy(session::content)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("/elsewhere");
    }
  }

  @Test
  void readsFilesOfDatastoresByTheSession() {
    try (Session session = session(Vcsim.PASSWORD)) {
      URI file =
          session.access().at("/folder/DC0_H0_VM0/disk1-flat.vmdk?dcPath=DC0&dsName=LocalDS_0");
      HttpOptions options =
          HttpOptions.STANDARD.withTrust(session.access().trust()).withSigner(session.signer());
      try (HttpSource source = HttpSource.open(HttpAddress.parse(file.toString()), options)) {
        assertThat(source.size()).isEqualTo(1 << 20);
        assertThat(source.version()).isNotEmpty();
      }
    }
  }
}
