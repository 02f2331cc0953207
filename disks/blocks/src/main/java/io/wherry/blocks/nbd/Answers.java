package io.wherry.blocks.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads answers and brings them to those who wait. Whatever a server sends, memory is bounded. */
final class Answers {
  private static final int SIMPLE = 0x67446698;
  private static final int STRUCTURED = 0x668e33ef;
  private static final int DONE = 1;
  private static final int NONE = 0;
  private static final int DATA = 1;
  private static final int HOLE = 2;
  private static final int STATUS = 5;
  private static final int ERROR = 0x8000;
  private static final int MOST_STATUS = 4 << 20;
  private static final int MOST_CHUNKS = 1 << 16;
  private static final int MOST_ERROR = 8 << 10;

  private final Wire wire;
  private final boolean structured;
  private final Map<Long, Request> waiting;

  Answers(Handshake.Session session, Map<Long, Request> waiting) {
    this.wire = session.wire();
    this.structured = session.structured();
    this.waiting = waiting;
  }

  /** Takes one answer, or a part of one. */
  void next() throws IOException {
    int magic = receive(4).getInt();
    if (magic == SIMPLE) {
      simple(receive(12));
    } else if (magic == STRUCTURED && structured) {
      chunk(receive(16));
    } else {
      throw new IOException("the server's answer begins with %08x".formatted(magic));
    }
  }

  private void simple(ByteBuffer head) throws IOException {
    int error = head.getInt();
    long cookie = head.getLong();
    Request request = request(cookie);
    if (error != 0) {
      request.fail(error, "");
    } else if (request.into != null) {
      if (structured) {
        throw new IOException("the server answers a read without structure");
      }
      wire.read(request.into.slice());
    }
    end(cookie, request);
  }

  private void chunk(ByteBuffer head) throws IOException {
    int flags = head.getShort();
    int type = head.getShort() & 0xffff;
    long cookie = head.getLong();
    int length = head.getInt();
    Request request = request(cookie);
    if (++request.chunks > MOST_CHUNKS) {
      throw new IOException("the server never ends its answer");
    }
    switch (type) {
      case NONE -> expect(length == 0, type, length);
      case DATA -> data(request, length);
      case HOLE -> hole(request, length);
      case STATUS -> status(request, length);
      default -> problem(request, type, length);
    }
    if ((flags & DONE) != 0) {
      boolean whole =
          request.into == null || request.error != 0 || request.received == request.length;
      if (!whole) {
        throw new IOException(
            "the server sent %d of %d bytes".formatted(request.received, request.length));
      }
      end(cookie, request);
    }
  }

  private void data(Request request, int length) throws IOException {
    expect(length > 8 && length <= request.length + 8, DATA, length);
    long offset = receive(8).getLong();
    wire.read(piece(request, offset, length - 8));
  }

  private void hole(Request request, int length) throws IOException {
    expect(length == 12, HOLE, length);
    ByteBuffer where = receive(12);
    ByteBuffer piece = piece(request, where.getLong(), where.getInt());
    java.lang.foreign.MemorySegment.ofBuffer(piece).fill((byte) 0);
  }

  /** The part of a read's buffer that a chunk may fill. */
  private static ByteBuffer piece(Request request, long offset, int length) throws IOException {
    ByteBuffer into = request.into;
    long at = offset - request.offset;
    if (into == null || length < 0 || at < 0 || at + length > request.length) {
      throw new IOException(
          "the server sends %d bytes at %d, nobody asked for them".formatted(length, offset));
    }
    request.received += length;
    if (request.received > request.length) {
      throw new IOException("the server sends more bytes than were asked for");
    }
    return into.slice(into.position() + (int) at, length);
  }

  private void status(Request request, int length) throws IOException {
    expect(
        length >= 12 && length <= MOST_STATUS && (length - 4) % 8 == 0 && request.status != null,
        STATUS,
        length);
    ByteBuffer pairs = receive(length);
    java.util.Objects.requireNonNull(request.status).take(pairs.getInt(), pairs);
  }

  private void problem(Request request, int type, int length) throws IOException {
    expect((type & ERROR) != 0 && length >= 6 && length <= MOST_ERROR, type, length);
    ByteBuffer body = receive(length);
    int error = body.getInt();
    int text = Math.min(body.getShort() & 0xffff, body.remaining());
    request.fail(
        error, StandardCharsets.UTF_8.decode(body.slice(body.position(), text)).toString());
  }

  private static void expect(boolean sound, int type, int length) throws IOException {
    if (!sound) {
      throw new IOException(
          "the server sends a chunk of type %d with %s bytes"
              .formatted(type, Integer.toUnsignedString(length)));
    }
  }

  private Request request(long cookie) throws IOException {
    Request request = waiting.get(cookie);
    if (request == null) {
      throw new IOException("the server answers a request that nobody made");
    }
    return request;
  }

  private void end(long cookie, Request request) {
    Request _ = waiting.remove(cookie);
    request.end();
  }

  private ByteBuffer receive(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    wire.read(buffer);
    return buffer.flip();
  }
}
