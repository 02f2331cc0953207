package io.wherry.vsphere.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.blocks.tls.Trust;
import io.wherry.peers.Vcsim;
import io.wherry.spi.InventoryRow;
import io.wherry.testkit.RecordingListener;
import io.wherry.vsphere.vim.Access;
import io.wherry.vsphere.vim.Session;
import java.net.URI;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The collector against vcsim. */
class FollowerPeerTest {
  private static Vcsim vcsim;

  @BeforeAll
  static void start() {
    vcsim = Vcsim.start("-vms", "2", "-disk-bytes", "1048576", "-opaque", "1");
  }

  @AfterAll
  static void end() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  private static Session session() {
    return new Session(
        new Access(
            URI.create(vcsim.url()),
            Vcsim.USER,
            Vcsim.PASSWORD,
            Trust.authority(vcsim.certificate())),
        Clock.systemUTC());
  }

  @Test
  void tellsEverythingThereIs() throws InterruptedException {
    RecordingListener listener = new RecordingListener();
    try (Session session = session();
        Follower follower = new Follower(session, "u-1", listener)) {
      follower.start();
      listener.awaitParity();
    }
    for (String c :
        java.util.List.of(
            "folders", "datacenters", "clusters", "hosts", "networks", "datastores", "vms")) {
      System.out.println("== " + c + " " + listener.rows(c).size());
      for (InventoryRow r : listener.rows(c)) {
        System.out.println(r.atDetail(9).toPrettyString());
        System.out.println(r.machine());
      }
    }
    assertThat(listener.rows("vms")).hasSize(4);
  }
}
