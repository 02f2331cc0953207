package io.wherry.vsphere;

import io.wherry.peers.Vcsim;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.testkit.RecordingListener;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Against vcsim. */
class VsphereSnapshotsPeerTest extends VsphereSnapshotsContract {
  private static Vcsim vcsim;
  private static String machine;

  @BeforeAll
  static void start() throws InterruptedException {
    vcsim = Vcsim.start("-vms", "1");
    RecordingListener listener = new RecordingListener();
    try (SourceConnection connection = open()) {
      connection.follow(listener);
      listener.awaitParity();
    }
    machine = listener.rows("vms").getFirst().id();
  }

  @AfterAll
  static void end() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  private static SourceConnection open() {
    return new VsphereProvider(Clock.systemUTC())
        .connect(
            new Endpoint("u", "ns", "vc", vcsim.url(), Map.of()),
            new Credentials(
                Map.of(
                    "user", Vcsim.USER,
                    "password", Vcsim.PASSWORD,
                    "thumbprint", vcsim.thumbprint())));
  }

  @Override
  SourceConnection connect() {
    return open();
  }

  @Override
  String machine() {
    return machine;
  }
}
