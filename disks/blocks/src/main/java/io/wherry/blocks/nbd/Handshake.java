package io.wherry.blocks.nbd;

import io.wherry.blocks.tls.Trust;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The start of a connection: options are agreed on, the export is entered. */
final class Handshake {
  /**
   * What was agreed on.
   *
   * @param wire the stream, under TLS where wanted
   * @param size bytes of the export
   * @param flags transmission flags
   * @param least bytes of which requests are multiples
   * @param largest bytes of one request
   * @param structured whether replies are structured
   * @param contexts ids of the metadata contexts by their names
   */
  record Session(
      Wire wire,
      long size,
      int flags,
      int least,
      int largest,
      boolean structured,
      Map<String, Integer> contexts) {}

  static final String ALLOCATION = "base:allocation";
  static final String BITMAP = "qemu:dirty-bitmap:";

  private static final long MAGIC = 0x4e42444d41474943L;
  private static final long OPTION_MAGIC = 0x49484156454F5054L;
  private static final long REPLY_MAGIC = 0x3e889045565a9L;
  private static final int FIXED = 1;
  private static final int NO_ZEROES = 2;
  private static final int START_TLS = 5;
  private static final int GO = 7;
  private static final int STRUCTURED = 8;
  private static final int SET_CONTEXT = 10;
  private static final int ACK = 1;
  private static final int INFO = 3;
  private static final int CONTEXT = 4;
  private static final int ERROR = 0x80000000;
  private static final int INFO_EXPORT = 0;
  private static final int INFO_BLOCK_SIZE = 3;
  private static final int DEFAULT_LARGEST = 1 << 20;
  private static final int MOST = 32 << 20;
  private static final int MOST_LEAST = 64 << 10;
  private static final int MOST_REPLY = 64 << 10;
  private static final int MOST_REPLIES = 1024;

  private final NbdAddress address;
  private final NbdOptions options;
  private Wire wire;
  private long size = -1;
  private int flags;
  private int least = 1;
  private int largest = DEFAULT_LARGEST;

  private Handshake(NbdAddress address, NbdOptions options, Wire wire) {
    this.address = address;
    this.options = options;
    this.wire = wire;
  }

  /**
   * Connects and enters the export. Blocks.
   *
   * @throws PeerRefused the server does not offer what is needed
   */
  static Session enter(NbdAddress address, NbdOptions options) throws IOException {
    Wire wire = Wire.connect(address);
    Handshake handshake = new Handshake(address, options, wire);
    // Closing what lies below ends TLS as well.
    try (Watch _ = Watch.limit(options.stall(), () -> close(wire))) {
      return handshake.run();
    } catch (IOException | RuntimeException e) {
      handshake.wire.close();
      throw e;
    }
  }

  private static void close(Wire wire) {
    try {
      wire.close();
    } catch (IOException _) {
      // it is given up anyway
    }
  }

  private Session run() throws IOException {
    ByteBuffer hello = receive(18);
    if (hello.getLong() != MAGIC || hello.getLong() != OPTION_MAGIC) {
      throw new PeerRefused(address + ": the server does not speak NBD's current handshake.");
    }
    int offered = hello.getShort();
    if ((offered & FIXED) == 0) {
      throw new PeerRefused(address + ": the server is too old (no fixed newstyle handshake).");
    }
    send(ByteBuffer.allocate(4).putInt(offered & (FIXED | NO_ZEROES)).flip());
    if (address.tls()) {
      startTls();
    }
    boolean structured = option(STRUCTURED, new byte[0], (_, _) -> {}).isEmpty();
    Map<String, Integer> contexts = structured ? contexts() : Map.of();
    go();
    return new Session(wire, size, flags, least, largest / least * least, structured, contexts);
  }

  private void startTls() throws IOException {
    Optional<String> refusal = option(START_TLS, new byte[0], (_, _) -> {});
    if (refusal.isPresent()) {
      throw new PeerRefused(
          address
              + ": the server does not offer TLS ("
              + refusal.get()
              + "). Nothing was sent in the clear.");
    }
    SSLContext context = options.tls().orElseGet(Trust.SYSTEM::context);
    try {
      wire = wire.secured(address, context);
    } catch (javax.net.ssl.SSLException e) {
      throw new PeerRefused(
          "%s: TLS failed: %s. Check the server's certificate, its name and the trusted CA."
              .formatted(address, e.getMessage()),
          e);
    }
  }

  private Map<String, Integer> contexts() throws IOException {
    Map<String, Integer> found = new HashMap<>();
    List<String> wanted =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(ALLOCATION),
                options.bitmaps().stream().map(b -> BITMAP + b))
            .toList();
    byte[] export = address.export().getBytes(StandardCharsets.UTF_8);
    ByteBuffer data =
        ByteBuffer.allocate(
            8
                + export.length
                + wanted.stream()
                    .mapToInt(w -> 4 + w.getBytes(StandardCharsets.UTF_8).length)
                    .sum());
    data.putInt(export.length).put(export).putInt(wanted.size());
    for (String one : wanted) {
      byte[] name = one.getBytes(StandardCharsets.UTF_8);
      data.putInt(name.length).put(name);
    }
    Optional<String> _ =
        option(
            SET_CONTEXT,
            data.array(),
            (type, reply) -> {
              if (type == CONTEXT && reply.remaining() > 4) {
                int id = reply.getInt();
                found.put(StandardCharsets.UTF_8.decode(reply).toString(), id);
              }
            });
    return found;
  }

  private void go() throws IOException {
    byte[] export = address.export().getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = ByteBuffer.allocate(8 + export.length);
    data.putInt(export.length).put(export).putShort((short) 1).putShort((short) INFO_BLOCK_SIZE);
    Optional<String> refusal = option(GO, data.array(), this::info);
    if (refusal.isPresent()) {
      throw new PeerRefused(
          "%s: the server does not give out this export: %s".formatted(address, refusal.get()));
    }
    if (size < 0) {
      throw new PeerRefused(address + ": the server states no size of the export.");
    }
  }

  private void info(int type, ByteBuffer data) {
    if (type != INFO || data.remaining() < 2) {
      return;
    }
    int kind = data.getShort();
    if (kind == INFO_EXPORT && data.remaining() >= 10) {
      size = data.getLong();
      flags = data.getShort() & 0xffff;
    } else if (kind == INFO_BLOCK_SIZE && data.remaining() >= 12) {
      least = data.getInt();
      int _ = data.getInt(); // the preferred
      int most = data.getInt();
      if (least < 1 || least > MOST_LEAST || Integer.bitCount(least) != 1) {
        throw new PeerRefused(address + ": the server's least block is " + least + " bytes.");
      }
      // Unsigned; a server without limit says all ones.
      largest = most <= 0 || most > MOST ? MOST : Math.max(Math.max(512, least), most);
    }
  }

  private interface Reply {
    void take(int type, ByteBuffer data);
  }

  /** Empty when acknowledged, else the server's reason. */
  private Optional<String> option(int option, byte[] data, Reply reply) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(16 + data.length);
    head.putLong(OPTION_MAGIC).putInt(option).putInt(data.length).put(data);
    send(head.flip());
    for (int i = 0; i < MOST_REPLIES; i++) {
      ByteBuffer answer = receive(20);
      if (answer.getLong() != REPLY_MAGIC || answer.getInt() != option) {
        throw new IOException("the server answers something else");
      }
      int type = answer.getInt();
      int length = answer.getInt();
      if (length < 0 || length > MOST_REPLY) {
        throw new IOException(
            "the server sends " + Integer.toUnsignedString(length) + " bytes of an option");
      }
      ByteBuffer body = receive(length);
      if (type == ACK) {
        return Optional.empty();
      }
      if ((type & ERROR) != 0) {
        String text = StandardCharsets.UTF_8.decode(body).toString();
        return Optional.of(text.isEmpty() ? "error " + (type & ~ERROR) : text);
      }
      reply.take(type, body);
    }
    throw new IOException("the server never ends its answer");
  }

  private ByteBuffer receive(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    wire.read(buffer);
    return buffer.flip();
  }

  private void send(ByteBuffer bytes) throws IOException {
    wire.write(bytes, ByteBuffer.allocate(0));
  }
}
