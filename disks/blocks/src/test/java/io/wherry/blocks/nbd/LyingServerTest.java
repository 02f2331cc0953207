package io.wherry.blocks.nbd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.WherryException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a server sends: an error, in time, in little memory. */
@Timeout(20)
class LyingServerTest {
  private static final NbdOptions IMPATIENT =
      NbdOptions.STANDARD.withStall(Duration.ofMillis(1500));

  @TempDir private Path folder;

  private AbstractThrowableAssert<?, ?> opening(LyingServer.Script script) throws IOException {
    try (LyingServer server = LyingServer.start(folder.resolve("s"), script)) {
      return assertThatThrownBy(() -> NbdDisk.open(server.address(), IMPATIENT).close())
          .isInstanceOf(WherryException.class);
    }
  }

  private interface Answer {
    void send(LyingServer.Asked asked, DataOutputStream out) throws IOException;
  }

  private AbstractThrowableAssert<?, ?> using(Consumer<NbdDisk> use, Answer answer)
      throws IOException {
    var script =
        new LyingServer.Script() {
          @Override
          public void request(LyingServer.Asked asked, DataOutputStream out) throws IOException {
            answer.send(asked, out);
          }
        };
    try (LyingServer server = LyingServer.start(folder.resolve("s"), script);
        NbdDisk disk = NbdDisk.open(server.address(), IMPATIENT)) {
      return assertThatThrownBy(() -> use.accept(disk)).isInstanceOf(WherryException.class);
    }
  }

  private static void read(NbdDisk disk) {
    disk.read(4096, ByteBuffer.allocate(8192));
  }

  private static void walk(NbdDisk disk) {
    disk.extents().forEach(_ -> {});
  }

  @Test
  void silenceInTheHandshakeEnds() throws Exception {
    opening(
            new LyingServer.Script() {
              @Override
              public boolean option(int option, DataOutputStream out) {
                return true;
              }
            })
        .hasMessageContaining("did not answer for 1 s");
  }

  @Test
  void aHugeOptionReplyIsRefused() throws Exception {
    opening(
            new LyingServer.Script() {
              @Override
              public boolean option(int option, DataOutputStream out) throws IOException {
                LyingServer.reply(out, option, 3, Integer.MAX_VALUE);
                return true;
              }
            })
        .hasMessageContaining("2147483647 bytes of an option");
  }

  @Test
  void optionRepliesWithoutEndAreRefused() throws Exception {
    opening(
            new LyingServer.Script() {
              @Override
              public boolean option(int option, DataOutputStream out) throws IOException {
                while (true) {
                  LyingServer.reply(out, option, 3, 0);
                }
              }
            })
        .hasMessageContaining("never ends its answer");
  }

  @Test
  void anAnswerThatNobodyAskedForIsRefused() throws Exception {
    using(
            LyingServerTest::read,
            (asked, out) ->
                LyingServer.chunk(out, new LyingServer.Asked(0, asked.cookie() + 7, 0, 0), 1, 0, 0))
        .hasMessageContaining("nobody made");
  }

  @Test
  void garbageIsRefused() throws Exception {
    using(LyingServerTest::read, (_, out) -> out.writeLong(0x1234567812345678L))
        .hasMessageContaining("begins with 12345678");
  }

  @Test
  void dataOfAnotherPlaceIsRefused() throws Exception {
    using(
            LyingServerTest::read,
            (asked, out) -> {
              LyingServer.chunk(out, asked, 1, 1, 8 + 512);
              out.writeLong(0);
              out.write(new byte[512]);
            })
        .hasMessageContaining("nobody asked for them");
  }

  @Test
  void moreDataThanAskedForIsRefused() throws Exception {
    using(
            LyingServerTest::read,
            (asked, out) -> LyingServer.chunk(out, asked, 1, 1, Integer.MAX_VALUE))
        .hasMessageContaining("2147483647 bytes");
  }

  @Test
  void theSameDataTwiceIsRefused() throws Exception {
    using(
            LyingServerTest::read,
            (asked, out) -> {
              for (int i = 0; i < 2; i++) {
                LyingServer.chunk(out, asked, 0, 1, 8 + asked.length());
                out.writeLong(asked.offset());
                out.write(new byte[asked.length()]);
              }
            })
        .hasMessageContaining("more bytes than were asked for");
  }

  @Test
  void lessDataThanAskedForIsRefused() throws Exception {
    using(
            LyingServerTest::read,
            (asked, out) -> {
              LyingServer.chunk(out, asked, 1, 1, 8 + 512);
              out.writeLong(asked.offset());
              out.write(new byte[512]);
            })
        .hasMessageContaining("512 of 8192 bytes");
  }

  @Test
  void aHoleBehindTheEndIsRefused() throws Exception {
    using(
            LyingServerTest::read,
            (asked, out) -> {
              LyingServer.chunk(out, asked, 1, 2, 12);
              out.writeLong(asked.offset());
              out.writeInt(-1);
            })
        .hasMessageContaining("nobody asked for them");
  }

  @Test
  void chunksWithoutEndAreRefused() throws Exception {
    using(
            LyingServerTest::read,
            (asked, out) -> {
              while (true) {
                LyingServer.chunk(out, asked, 0, 0, 0);
              }
            })
        .hasMessageContaining("never ends its answer");
  }

  @Test
  void aStatusThatSaysNothingIsRefused() throws Exception {
    using(
            LyingServerTest::walk,
            (asked, out) -> {
              LyingServer.chunk(out, asked, 1, 5, 12);
              out.writeInt(1);
              out.writeInt(0);
              out.writeInt(0);
            })
        .hasMessageContaining("describes nothing");
  }

  @Test
  void aHugeStatusIsRefused() throws Exception {
    using(LyingServerTest::walk, (asked, out) -> LyingServer.chunk(out, asked, 1, 5, 1 << 30))
        .hasMessageContaining("1073741824 bytes");
  }

  @Test
  void aStatusWithoutEndIsRefused() throws Exception {
    using(
            LyingServerTest::walk,
            (asked, out) -> {
              while (true) {
                LyingServer.chunk(out, asked, 0, 5, 12);
                out.writeInt(1);
                out.writeInt(1);
                out.writeInt(0);
              }
            })
        .hasMessageContaining("never ends its answer");
  }

  @Test
  void whatWasNotFlushedBeforeAConnectionBrokeIsNotCalledDurable() throws Exception {
    using(
            disk -> {
              disk.write(0, ByteBuffer.allocate(512));
              assertThatThrownBy(() -> read(disk)).isInstanceOf(WherryException.class);
              disk.write(512, ByteBuffer.allocate(512));
              disk.flush();
            },
            (asked, out) -> {
              if (asked.command() == 0) {
                throw new IOException("the server falls over");
              }
              LyingServer.chunk(out, asked, 1, 0, 0);
            })
        .hasMessageContaining("went away before all was durable");
  }
}
