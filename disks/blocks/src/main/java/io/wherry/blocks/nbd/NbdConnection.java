package io.wherry.blocks.nbd;

import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * One connection to an NBD server, one request at a time.
 *
 * @source NBD protocol, fixed newstyle negotiation with NBD_OPT_GO and simple replies
 */
final class NbdConnection implements AutoCloseable {
  private static final long MAGIC = 0x4e42444d41474943L;
  private static final long OPTION_MAGIC = 0x49484156454f5054L;
  private static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
  private static final int REQUEST_MAGIC = 0x25609513;
  private static final int REPLY_MAGIC = 0x67446698;
  private static final int FIXED_NEWSTYLE = 1;
  private static final int NO_ZEROES = 2;
  private static final int OPT_GO = 7;
  private static final int REP_ACK = 1;
  private static final int REP_INFO = 3;
  private static final int INFO_EXPORT = 0;
  private static final int CMD_READ = 0;
  private static final int CMD_WRITE = 1;
  private static final int CMD_DISCONNECT = 2;
  private static final int CMD_FLUSH = 3;
  private static final int ENOSPC = 28;
  private static final int OPTION_LIMIT = 4096;

  private final SocketChannel socket;
  private final String name;
  private long size = -1;
  private long cookies;

  private NbdConnection(SocketChannel socket, String name) {
    this.socket = socket;
    this.name = name;
  }

  /** Connects to the default export behind a Unix socket. Blocks. */
  static NbdConnection open(Path path, String name) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      boolean _ = socket.connect(UnixDomainSocketAddress.of(path));
      NbdConnection connection = new NbdConnection(socket, name);
      connection.negotiate();
      return connection;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  long size() {
    return size;
  }

  private void negotiate() throws IOException {
    ByteBuffer hello = receive(18);
    if (hello.getLong() != MAGIC || hello.getLong() != OPTION_MAGIC) {
      throw new IOException("this is no NBD server");
    }
    int flags = hello.getShort() & (FIXED_NEWSTYLE | NO_ZEROES);
    send(ByteBuffer.allocate(4).putInt(flags).flip());
    ByteBuffer go = ByteBuffer.allocate(8 + 4 + 4 + 6);
    go.putLong(OPTION_MAGIC).putInt(OPT_GO).putInt(6).putInt(0).putShort((short) 0);
    send(go.flip());
    int reply = 0;
    while (reply != REP_ACK) {
      ByteBuffer head = receive(20);
      long magic = head.getLong();
      int option = head.getInt();
      reply = head.getInt();
      int length = head.getInt();
      if (magic != OPTION_REPLY_MAGIC || option != OPT_GO || length < 0 || length > OPTION_LIMIT) {
        throw new IOException("the server's option reply is wrong");
      }
      info(reply, receive(length));
    }
    if (size < 0) {
      throw new IOException("the server told no size");
    }
  }

  private void info(int reply, ByteBuffer body) throws IOException {
    if (reply < 0) {
      throw new IOException("the server refused the export (error " + (reply & 0x7fffffff) + ")");
    }
    if (reply == REP_INFO && body.remaining() >= 12 && body.getShort() == INFO_EXPORT) {
      size = body.getLong();
    }
  }

  void read(long offset, ByteBuffer into) {
    exchange(CMD_READ, offset, into.remaining(), null, into);
  }

  void write(long offset, ByteBuffer from) {
    exchange(CMD_WRITE, offset, from.remaining(), from, null);
  }

  void flush() {
    exchange(CMD_FLUSH, 0, 0, null, null);
  }

  private void exchange(
      int command,
      long offset,
      int length,
      @org.jspecify.annotations.Nullable ByteBuffer out,
      @org.jspecify.annotations.Nullable ByteBuffer in) {
    try {
      long cookie = ++cookies;
      send(request(command, cookie, offset, length));
      if (out != null) {
        send(out);
      }
      ByteBuffer reply = receive(16);
      if (reply.getInt() != REPLY_MAGIC) {
        throw new IOException("the server's reply is wrong");
      }
      int error = reply.getInt();
      if (reply.getLong() != cookie) {
        throw new IOException("the server answered another request");
      }
      if (error == ENOSPC) {
        throw new PeerRefused(
            name
                + ": no space is left. Free space, then run it again: it goes on where it stopped.");
      }
      if (error != 0) {
        throw new PeerUnavailable(name + ": the NBD server reported error " + error + ".");
      }
      if (in != null) {
        fill(in);
      }
    } catch (IOException e) {
      throw new PeerUnavailable(name + ": the NBD connection broke: " + e.getMessage(), e);
    }
  }

  private static ByteBuffer request(int command, long cookie, long offset, int length) {
    ByteBuffer request = ByteBuffer.allocate(28);
    request.putInt(REQUEST_MAGIC).putShort((short) 0).putShort((short) command);
    return request.putLong(cookie).putLong(offset).putInt(length).flip();
  }

  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int _ = socket.write(bytes);
    }
  }

  private ByteBuffer receive(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    fill(bytes);
    return bytes.flip();
  }

  private void fill(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (socket.read(bytes) < 0) {
        throw new EOFException("the server closed the connection");
      }
    }
  }

  @Override
  public void close() {
    try (socket) {
      send(request(CMD_DISCONNECT, 0, 0, 0));
    } catch (IOException _) {
      // gone already
    }
  }
}
