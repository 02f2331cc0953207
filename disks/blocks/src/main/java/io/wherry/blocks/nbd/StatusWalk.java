package io.wherry.blocks.nbd;

import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.PeerRefused;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Asks for the block status of a whole export, a few hundred thousand extents at a time. */
final class StatusWalk implements Iterator<Extent> {
  private static final int HOLE = 1;
  private static final int ZERO = 2;
  private static final long STEP = 1L << 31;
  private static final int ALIGN = 64 << 10;

  /** Makes a kind of the flags of a context. */
  interface Meaning {
    ExtentKind of(int flags);
  }

  private final NbdConnection connection;
  private final @Nullable Integer context;
  private final Meaning meaning;
  private final long size;
  private final Deque<Extent> ready = new ArrayDeque<>();
  private long at;

  StatusWalk(NbdConnection connection, String context, Meaning meaning) {
    this.connection = connection;
    this.context = connection.session().contexts().get(context);
    this.meaning = meaning;
    this.size = connection.session().size();
  }

  static ExtentKind allocation(int flags) {
    if ((flags & ZERO) == 0) {
      return ExtentKind.DATA; // a hole that does not read as zeros must be read
    }
    return (flags & HOLE) != 0 ? ExtentKind.HOLE : ExtentKind.ZERO;
  }

  static ExtentKind dirty(int flags) {
    return (flags & 1) != 0 ? ExtentKind.DATA : ExtentKind.HOLE;
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || at < size;
  }

  @Override
  public Extent next() {
    if (ready.isEmpty()) {
      if (at >= size) {
        throw new NoSuchElementException();
      }
      ask();
    }
    return ready.removeFirst();
  }

  private void ask() {
    if (context == null) {
      add(size - at, ExtentKind.DATA); // a server that cannot tell
      return;
    }
    long length = Math.min(STEP - ALIGN, size - at);
    long before = at;
    Request request = new Request(Request.Command.BLOCK_STATUS, at, length, null, this::take);
    connection.await(List.of(connection.send(request)));
    if (at == before) {
      throw new PeerRefused("The server describes nothing of its disk at " + at + ".");
    }
  }

  private void take(int id, ByteBuffer pairs) {
    if (context == null || id != context) {
      return;
    }
    while (pairs.remaining() >= 8 && at < size) {
      long length = Integer.toUnsignedLong(pairs.getInt());
      ExtentKind kind = meaning.of(pairs.getInt());
      // The last extent may reach behind what was asked for, but not behind the disk.
      length = Math.min(length, size - at);
      if (length > 0) {
        add(length, kind);
      }
    }
  }

  private void add(long length, ExtentKind kind) {
    Extent last = ready.peekLast();
    if (last != null && last.kind() == kind && last.end() == at) {
      ready.removeLast();
      ready.addLast(new Extent(last.offset(), last.length() + length, kind));
    } else {
      ready.addLast(new Extent(at, length, kind));
    }
    at += length;
  }
}
