package io.wherry.blocks.nbd;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A server that keeps to the protocol until a test's script says something else. */
final class LyingServer implements AutoCloseable {
  private static final long OPTION_MAGIC = 0x49484156454F5054L;
  private static final long REPLY_MAGIC = 0x3e889045565a9L;
  private static final int ACK = 1;
  private static final int INFO = 3;
  private static final int CONTEXT = 4;

  private final ServerSocketChannel listener;
  private final NbdAddress address;
  private final Script script;

  /** What a test replaces. */
  interface Script {
    /** Whether an option was answered otherwise than it should be. */
    default boolean option(int option, DataOutputStream out) throws IOException {
      return false;
    }

    /** Answers a request. */
    default void request(Asked asked, DataOutputStream out) throws IOException {
      // a server that says nothing
    }
  }

  /** A request as it came. */
  record Asked(int command, long cookie, long offset, int length) {}

  private LyingServer(ServerSocketChannel listener, NbdAddress address, Script script) {
    this.listener = listener;
    this.address = address;
    this.script = script;
  }

  static LyingServer start(Path socket, Script script) throws IOException {
    var listener = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
    var _ = listener.bind(java.net.UnixDomainSocketAddress.of(socket));
    LyingServer server = new LyingServer(listener, NbdAddress.unix(socket, ""), script);
    Thread _ = Thread.ofPlatform().daemon().start(server::accept);
    return server;
  }

  NbdAddress address() {
    return address;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = listener.accept();
        Thread _ = Thread.ofPlatform().daemon().start(() -> serve(channel));
      } catch (IOException _) {
        // closed
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
      out.writeLong(0x4e42444d41474943L);
      out.writeLong(OPTION_MAGIC);
      out.writeShort(3);
      int _ = in.readInt();
      while (!options(in, out)) {
        // until the export is entered
      }
      while (true) {
        int _ = in.readInt();
        int _ = in.readShort();
        Asked asked = new Asked(in.readShort(), in.readLong(), in.readLong(), in.readInt());
        if (asked.command() == 1) {
          byte[] _ = in.readNBytes(asked.length());
        }
        script.request(asked, out);
      }
    } catch (IOException _) {
      // the client gave up
    }
  }

  private boolean options(DataInputStream in, DataOutputStream out) throws IOException {
    long _ = in.readLong();
    int option = in.readInt();
    byte[] _ = in.readNBytes(in.readInt());
    if (script.option(option, out)) {
      return false;
    }
    if (option == 7) {
      reply(out, option, INFO, 12);
      out.writeShort(0);
      out.writeLong(1 << 20);
      out.writeShort(1 | 4 | 64);
    } else if (option == 10) {
      reply(out, option, CONTEXT, 4 + 15);
      out.writeInt(1);
      out.writeBytes("base:allocation");
    }
    reply(out, option, ACK, 0);
    return option == 7;
  }

  static void reply(DataOutputStream out, int option, int type, int length) throws IOException {
    out.writeLong(REPLY_MAGIC);
    out.writeInt(option);
    out.writeInt(type);
    out.writeInt(length);
  }

  static void chunk(DataOutputStream out, Asked asked, int flags, int type, int length)
      throws IOException {
    out.writeInt(0x668e33ef);
    out.writeShort(flags);
    out.writeShort(type);
    out.writeLong(asked.cookie());
    out.writeInt(length);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
