package io.wherry.blocks.unpack;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Memory and unpackers of one reader, which takes them when it meets the first packed piece. All
 * images of a chain share them. Not safe for several threads.
 */
public final class Unpacking implements AutoCloseable {
  /**
   * Bytes of a piece that are wanted.
   *
   * @param index of the piece
   * @param inside bytes from its start
   */
  public record Part(long index, int inside, int length) {}

  private final Map<Packing, Unpacker> unpackers = new EnumMap<>(Packing.class);
  private final PackedWindow window = new PackedWindow();
  private ByteBuffer piece = ByteBuffer.allocateDirect(0);
  private @Nullable PackedImage pieceOf;
  private long pieceIndex;

  /**
   * Reads a part of a piece; the buffer may want more of the following ones. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest the piece is damaged
   */
  public void read(PackedImage image, Part part, ByteBuffer into) {
    boolean whole = part.inside() == 0 && part.length() == image.unit() && into.isDirect();
    if (whole) {
      ByteBuffer packed = image.packed(window, part.index(), into.remaining());
      int limit = into.limit();
      unpack(image, part.index(), packed, into.limit(into.position() + part.length()));
      into.limit(limit);
    } else {
      ByteBuffer all = unpacked(image, part.index(), into.remaining());
      into.put(all.slice(part.inside(), part.length()));
    }
  }

  /** The whole piece; kept, because small reads often want more of it. */
  private ByteBuffer unpacked(PackedImage image, long index, int wanted) {
    if (pieceOf == image && pieceIndex == index) {
      return piece;
    }
    pieceOf = null;
    if (piece.capacity() < image.unit()) {
      piece = ByteBuffer.allocateDirect(image.unit());
    }
    ByteBuffer packed = image.packed(window, index, wanted);
    unpack(image, index, packed, piece.clear().limit(image.unit()));
    pieceOf = image;
    pieceIndex = index;
    return piece.clear();
  }

  private void unpack(PackedImage image, long index, ByteBuffer packed, ByteBuffer into) {
    try {
      int n = unpackers.computeIfAbsent(image.packing(), Packing::unpacker).unpack(packed, into);
      if (n < image.needed(index)) {
        throw image.damaged(
            index, "it unpacks to %d of %d bytes".formatted(n, image.needed(index)));
      }
    } catch (DataFormatException e) {
      throw image.damaged(index, "it does not unpack (" + e.getMessage() + ")");
    }
  }

  @Override
  public void close() {
    unpackers.values().forEach(Unpacker::close);
    unpackers.clear();
  }
}
