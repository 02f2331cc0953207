package io.wherry.blocks.nbd;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk on an NBD server. Large transfers are cut into requests that are all in flight at once, so
 * that a slow answer does not cost speed. Safe for several threads; {@link #another()} adds a
 * connection where the server keeps several consistent.
 */
public final class NbdDisk implements BlockReader, BlockWriter {
  private static final int ZEROS = 1 << 20;
  private static final long MOST_ZEROES = 1L << 30;
  private static final int READ_ONLY = 2;
  private static final int FLUSH = 4;
  private static final int FUA = 8;
  private static final int WRITE_THROUGH = 1;
  private static final int WRITE_ZEROES = 64;
  private static final int NO_HOLE = 2;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Edges.Blocks blocks = new WholeBlocks();
  private final ConnectionPool pool;
  private final ConnectionPool.Lease lease;

  private NbdDisk(ConnectionPool pool) {
    this.pool = pool;
    this.lease = pool.lease();
  }

  /**
   * Connects. Blocks.
   *
   * @throws io.wherry.problems.PeerUnavailable nobody answers
   * @throws PeerRefused the server refuses
   */
  public static NbdDisk open(NbdAddress address, NbdOptions options) {
    return new NbdDisk(new ConnectionPool(address, options));
  }

  @Override
  public long size() {
    return session().size();
  }

  /** Whether the server lets nobody write. */
  public boolean isReadOnly() {
    return (session().flags() & READ_ONLY) != 0;
  }

  private Handshake.Session session() {
    return lease.connection().session();
  }

  @Override
  public Iterable<Extent> extents() {
    return () -> new StatusWalk(lease.connection(), Handshake.ALLOCATION, StatusWalk::allocation);
  }

  /**
   * The ranges that a dirty bitmap marks.
   *
   * @throws InvalidRequest the server has no such bitmap, or it was not named when it was opened
   */
  public List<Extent> dirty(String bitmap) {
    String context = Handshake.BITMAP + bitmap;
    if (!session().contexts().containsKey(context)) {
      throw new InvalidRequest(
          pool.address() + ": the server offers no dirty bitmap '" + bitmap + "'.");
    }
    List<Extent> dirty = new ArrayList<>();
    new StatusWalk(lease.connection(), context, StatusWalk::dirty)
        .forEachRemaining(e -> {
          if (e.kind() == io.wherry.blocks.ExtentKind.DATA) {
            dirty.add(e);
          }
        });
    return dirty;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    range(offset, into.remaining());
    if (Edges.isEven(blocks, offset, into.remaining())) {
      blocks.readBlocks(offset, into);
    } else {
      pool.edges().read(blocks, offset, into);
    }
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    range(offset, from.remaining());
    if (Edges.isEven(blocks, offset, from.remaining())) {
      blocks.writeBlocks(offset, from);
    } else {
      pool.edges().write(blocks, offset, from);
    }
  }

  /** Transfers that the server takes as they are. */
  private final class WholeBlocks implements Edges.Blocks {
    @Override
    public int least() {
      return session().least();
    }

    @Override
    public long size() {
      return NbdDisk.this.size();
    }

    @Override
    public void readBlocks(long offset, ByteBuffer into) {
      receive(offset, into);
    }

    @Override
    public void writeBlocks(long offset, ByteBuffer from) {
      send(offset, from);
    }
  }

  private void receive(long offset, ByteBuffer into) {
    NbdConnection connection = lease.connection();
    int most = connection.piece();
    List<Request> requests = new ArrayList<>();
    int start = into.position();
    for (int at = 0; at < into.remaining(); at += most) {
      int n = Math.min(most, into.remaining() - at);
      ByteBuffer piece = into.slice(start + at, n);
      requests.add(connection.send(new Request(Request.Command.READ, offset + at, n, piece, null)));
    }
    connection.await(requests);
    into.position(into.limit());
  }

  private void send(long offset, ByteBuffer from) {
    NbdConnection connection = lease.connection();
    pool.writes();
    int most = connection.piece();
    List<Request> requests = new ArrayList<>();
    int start = from.position();
    for (int at = 0; at < from.remaining(); at += most) {
      int n = Math.min(most, from.remaining() - at);
      ByteBuffer piece = from.slice(start + at, n);
      requests.add(
          connection.send(
              new Request(Request.Command.WRITE, offset + at, n, null, null), durability(), piece));
    }
    connection.await(requests);
    from.position(from.limit());
  }

  @Override
  public void zero(long offset, long length, Hole hole) {
    if (length == 0) {
      return;
    }
    range(offset, length);
    if ((session().flags() & WRITE_ZEROES) == 0) {
      writeZeros(offset, length);
      return;
    }
    int least = session().least();
    long even = Math.ceilDiv(offset, (long) least) * least;
    long end = (offset + length) / least * least;
    if (even >= end) {
      writeZeros(offset, length);
      return;
    }
    writeZeros(offset, even - offset);
    zeroBlocks(even, end - even, hole);
    writeZeros(end, offset + length - end);
  }

  private void zeroBlocks(long offset, long length, Hole hole) {
    NbdConnection connection = lease.connection();
    pool.writes();
    for (long at = 0; at < length; at += MOST_ZEROES) {
      long n = Math.min(MOST_ZEROES, length - at);
      var request = new Request(Request.Command.WRITE_ZEROES, offset + at, n, null, null);
      int flags = hole == Hole.FORBIDDEN ? NO_HOLE : 0;
      connection.await(
          List.of(connection.send(request, flags | durability(), NOTHING.duplicate())));
    }
  }

  /** A server that cannot flush is told with each write to make it last, if it knows that. */
  private int durability() {
    return (session().flags() & (FLUSH | FUA)) == FUA ? WRITE_THROUGH : 0;
  }

  private void writeZeros(long offset, long length) {
    if (length == 0) {
      return;
    }
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(length, ZEROS));
    for (long at = 0; at < length; at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), length - at));
      write(offset + at, zeros);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.wherry.problems.PeerUnavailable a connection was lost since the last flush, and
   *     nobody knows whether the server still has what it acknowledged
   */
  @Override
  public void flush() {
    NbdConnection connection = lease.connection();
    if (pool.isLost()) {
      throw new PeerUnavailable(
          pool.address()
              + " went away before all was durable. Continue the copy: what was not is written again.");
    }
    if ((session().flags() & FLUSH) != 0) {
      long writes = pool.written();
      var request = new Request(Request.Command.FLUSH, 0, 0, null, null);
      connection.await(List.of(connection.send(request)));
      pool.flushed(writes);
    }
  }

  private void range(long offset, long length) {
    if (offset < 0 || length < 0 || length > size() - offset) {
      throw new InvalidRequest(
          "%s: %d bytes at %d are behind the end at %d."
              .formatted(pool.address(), length, offset, size()));
    }
  }

  @Override
  public String identity() {
    return pool.address().toString();
  }

  @Override
  public NbdDisk another() {
    return new NbdDisk(pool);
  }

  @Override
  public void close() {
    lease.close();
  }
}
