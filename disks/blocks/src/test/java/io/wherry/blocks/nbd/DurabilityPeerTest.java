package io.wherry.blocks.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.blocks.BlockWriter;
import io.wherry.peers.Peers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers are told so that data lasts, seen by nbdkit. */
class DurabilityPeerTest {
  @TempDir private Path folder;

  @BeforeEach
  void need() {
    Peers.need("nbdkit");
  }

  private String told(String canFlush) throws Exception {
    Path log = folder.resolve("log");
    String write = " \"$@\" >> " + log + "; cat > /dev/null; exit 0";
    try (Server server =
            Server.nbdkit(
                folder,
                "eval",
                "get_size=echo 1M",
                "pread=dd if=/dev/zero bs=$3 count=1 status=none",
                "can_write=exit 0",
                "can_zero=exit 0",
                "can_flush=exit " + canFlush,
                "can_fua=echo native",
                "pwrite=echo write" + write,
                "zero=echo zero \"$@\" >> " + log,
                "flush=echo flush >> " + log);
        NbdDisk disk = NbdDisk.open(server.address(), NbdOptions.STANDARD)) {
      disk.write(0, ByteBuffer.allocate(4096));
      disk.zero(8192, 4096, BlockWriter.Hole.ALLOWED);
      disk.zero(16384, 4096, BlockWriter.Hole.FORBIDDEN);
      disk.flush();
    }
    return Files.readString(log);
  }

  @Test
  void aServerThatFlushesIsAskedTo() throws Exception {
    assertThat(told("0"))
        .contains("flush")
        .doesNotContain("fua")
        .containsPattern("zero .* 4096 8192 may_trim")
        .containsPattern("zero .* 4096 16384 *\n");
  }

  @Test
  void aServerThatCannotFlushMakesEachWriteLast() throws Exception {
    assertThat(told("3"))
        .doesNotContain("flush")
        .containsPattern("write .* 4096 0 fua")
        .containsPattern("zero .* 4096 8192 (fua,may_trim|may_trim,fua)")
        .containsPattern("zero .* 4096 16384 fua");
  }
}
