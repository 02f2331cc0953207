package io.wherry.ovirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.WherryException;
import io.wherry.spi.SourceConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks by transfers, and what happens to transfers. */
class DownloadDoubleTest {
  @TempDir private Path folder;
  private Doubles doubles;
  private SourceConnection connection;
  private String vm;
  private String disk;
  private byte[] content;

  @BeforeEach
  void start() throws IOException {
    doubles = new Doubles(folder);
    vm = doubles.machine("web");
    disk = doubles.estate.diskOf(vm);
    content = Files.readAllBytes(folder.resolve("web.raw"));
    connection = doubles.connect();
  }

  @AfterEach
  void end() {
    connection.close();
    doubles.close();
  }

  private static byte[] all(BlockReader reader) {
    ByteBuffer bytes = ByteBuffer.allocate(Doubles.SIZE);
    for (Extent extent : reader.extents()) {
      for (long at = extent.offset(); at < extent.end(); at += 1 << 20) {
        int n = (int) Math.min(1 << 20, extent.end() - at);
        if (extent.kind() == ExtentKind.DATA) {
          reader.read(at, bytes.slice((int) at, n));
        }
      }
    }
    return bytes.array();
  }

  @Test
  void readsWhatIsNotZeroAndLeavesTheDiskFree() {
    try (BlockReader reader = connection.openDisk(vm, disk)) {
      List<ExtentKind> kinds = new ArrayList<>();
      reader.extents().forEach(e -> kinds.add(e.kind()));
      assertThat(kinds)
          .containsExactly(ExtentKind.HOLE, ExtentKind.DATA, ExtentKind.HOLE, ExtentKind.DATA);
      assertThat(all(reader)).isEqualTo(content);
      assertThat(doubles.estate.status("disks", disk)).isEqualTo("locked");
      assertThat(reader.version()).isEqualTo(connection.diskVersion(vm, disk));
    }
    assertThat(doubles.engine.images().served()).isLessThan(Doubles.SIZE * 3L / 4);
    assertThat(doubles.engine.transferPhases()).containsExactly("finished_success");
    assertThat(doubles.estate.status("disks", disk)).isEqualTo("ok");
  }

  @Test
  void aLostTicketIsReplaced() {
    doubles.engine.images().loseTicketsAfter(Doubles.SIZE / 4);
    try (BlockReader reader = connection.openDisk(vm, disk);
        BlockReader second = reader.another()) {
      assertThat(all(second)).isEqualTo(content);
    }
    assertThat(doubles.engine.transferPhases()).containsExactly("cancelled", "finished_success");
    assertThat(doubles.estate.status("disks", disk)).isEqualTo("ok");
  }

  @Test
  void aRestartOfTheEngineInTheMiddleIsOvercome() {
    try (BlockReader reader = connection.openDisk(vm, disk)) {
      reader.read(0, ByteBuffer.allocate(4096));
      doubles.engine.restart();
      assertThat(all(reader)).isEqualTo(content);
    }
    assertThat(doubles.engine.transferPhases())
        .containsExactly("cancelled_system", "finished_success");
  }

  @Test
  void aMachineThatHasRunMeanwhileIsNoticed() {
    try (BlockReader reader = connection.openDisk(vm, disk)) {
      doubles.engine.restart();
      connection.power().orElseThrow().powerOn(vm);
      assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(4096)))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("may write it");
      connection.power().orElseThrow().powerOff(vm);
      assertThatThrownBy(reader::version)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("was written while it was copied");
    }
    assertThat(doubles.estate.status("disks", disk)).isEqualTo("ok");
  }

  @Test
  void runningMachinesAreNotRead() {
    connection.power().orElseThrow().powerOn(vm);
    assertThatThrownBy(() -> connection.openDisk(vm, disk))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("Switch it off");
    assertThat(doubles.engine.transferPhases()).isEmpty();
  }

  @Test
  void missingRightsAreSaid() {
    doubles.engine.forbid("POST imagetransfers");
    assertThatThrownBy(() -> connection.openDisk(vm, disk))
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("not authorized")
        .hasMessageContaining(disk);
  }

  @Test
  void anImageOfAnotherSizeLeavesNoLock() {
    doubles.estate.change("disks", disk, d -> d.put("provisioned_size", "4096"));
    assertThatThrownBy(() -> connection.openDisk(vm, disk)).isInstanceOf(WherryException.class);
    assertThat(doubles.engine.transferPhases()).containsExactly("cancelled");
    assertThat(doubles.estate.status("disks", disk)).isEqualTo("ok");
  }

  @Test
  void ticketsStandInNoMessage() {
    try (BlockReader reader = connection.openDisk(vm, disk)) {
      doubles.engine.answerEverythingWith(503);
      doubles.engine.images().loseTicketsAfter(1);
      assertThatThrownBy(() -> all(reader))
          .isInstanceOf(WherryException.class)
          .hasMessageNotContaining("/images/");
      doubles.engine.answerEverythingWith(0);
    }
  }
}
