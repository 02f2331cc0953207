package io.wherry.blocks.nbd;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.blocks.Extent;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk on an NBD server. Large transfers are cut into requests that are all in flight at once, so
 * that a slow answer does not cost speed. Safe for several threads; {@link #another()} adds a
 * connection where the server keeps several consistent.
 */
public final class NbdDisk implements BlockReader, BlockWriter {
  private static final int PIECE = 1 << 20;
  private static final long MOST_ZEROES = 1L << 30;
  private static final int READ_ONLY = 2;
  private static final int FLUSH = 4;
  private static final int WRITE_ZEROES = 64;
  private static final int NO_HOLE = 2;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

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
    NbdConnection connection = lease.connection();
    int most = Math.min(PIECE, session().largest());
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

  @Override
  public void write(long offset, ByteBuffer from) {
    range(offset, from.remaining());
    NbdConnection connection = lease.connection();
    int most = Math.min(PIECE, session().largest());
    List<Request> requests = new ArrayList<>();
    int start = from.position();
    for (int at = 0; at < from.remaining(); at += most) {
      int n = Math.min(most, from.remaining() - at);
      ByteBuffer piece = from.slice(start + at, n);
      requests.add(
          connection.send(
              new Request(Request.Command.WRITE, offset + at, n, null, null), 0, piece));
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
    NbdConnection connection = lease.connection();
    for (long at = 0; at < length; at += MOST_ZEROES) {
      long n = Math.min(MOST_ZEROES, length - at);
      var request = new Request(Request.Command.WRITE_ZEROES, offset + at, n, null, null);
      int flags = hole == Hole.FORBIDDEN ? NO_HOLE : 0;
      connection.await(List.of(connection.send(request, flags, NOTHING.duplicate())));
    }
  }

  private void writeZeros(long offset, long length) {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(length, PIECE));
    for (long at = 0; at < length; at += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), length - at));
      write(offset + at, zeros);
    }
  }

  @Override
  public void flush() {
    if ((session().flags() & FLUSH) != 0) {
      NbdConnection connection = lease.connection();
      var request = new Request(Request.Command.FLUSH, 0, 0, null, null);
      connection.await(List.of(connection.send(request)));
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
