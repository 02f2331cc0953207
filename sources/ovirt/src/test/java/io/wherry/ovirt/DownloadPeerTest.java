package io.wherry.ovirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.testkit.ovirt.OvirtDouble;
import io.wherry.testkit.ovirt.OvirtEstate;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes come from oVirt's own daemon. */
class DownloadPeerTest {
  @TempDir private Path folder;

  @Test
  void aDiskIsReadFromTheRealDaemonAndItsTicketTakenBack() throws Exception {
    OvirtEstate estate = new OvirtEstate();
    String vm = estate.machine("web", Doubles.disk(folder, "web"));
    byte[] content = Files.readAllBytes(folder.resolve("web.raw"));
    Path files = Files.createDirectory(folder.resolve("daemon"));
    try (OvirtDouble engine = OvirtDouble.startWithDaemon(estate, files)) {
      Credentials credentials =
          new Credentials(
              Map.of(
                  "user", OvirtDouble.USER,
                  "password", OvirtDouble.PASSWORD,
                  "ca.crt", engine.pem()));
      Endpoint endpoint = new Endpoint("u", "ns", "rhv", engine.url(), Map.of());
      try (SourceConnection connection = Doubles.provider().connect(endpoint, credentials)) {
        try (BlockReader reader = connection.openDisk(vm, estate.diskOf(vm))) {
          assertThat(reader.size()).isEqualTo(content.length);
          for (Extent extent : reader.extents()) {
            ByteBuffer bytes = ByteBuffer.allocate((int) extent.length());
            reader.read(extent.offset(), bytes);
            assertThat(bytes.flip())
                .isEqualTo(ByteBuffer.wrap(content, (int) extent.offset(), (int) extent.length()));
          }
        }
      }
      assertThat(engine.transferPhases()).containsExactly("finished_success");
    }
    assertThat(Files.readString(files.resolve("daemon.log"))).contains("REMOVE transfer=");
  }
}
