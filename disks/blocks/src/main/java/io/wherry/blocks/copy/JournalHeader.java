package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The head of a journal's file: ties it to a cut, a target and a hash function.
 *
 * @param target digest of the target's identity
 * @param format how it is written; the first format had no field for the hash function
 */
record JournalHeader(Geometry geometry, byte[] target, DigestKind kind, Format format) {
  /** Versions of the file's head. */
  enum Format {
    /** Always SHA-256. */
    FIRST(0x57484a32, 4 + 4 + 8 + Digests.BYTES + 4),
    /** With the hash function's code. */
    SECOND(0x57484a33, 4 + 4 + 8 + Digests.BYTES + 4 + 4);

    private final int magic;
    private final int bytes;

    Format(int magic, int bytes) {
      this.magic = magic;
      this.bytes = bytes;
    }
  }

  /** Bytes of the longest head. */
  static final int MOST = Format.SECOND.bytes;

  static JournalHeader of(Geometry geometry, String target, DigestKind kind) {
    return new JournalHeader(geometry, Digests.ofText(target), kind, Format.SECOND);
  }

  int bytes() {
    return format.bytes;
  }

  /** Whether records below that head are of the same target, cut in the same way. */
  boolean matches(JournalHeader other) {
    return geometry.equals(other.geometry) && java.util.Arrays.equals(target, other.target);
  }

  ByteBuffer written() {
    ByteBuffer header = ByteBuffer.allocate(format.bytes);
    header.putInt(format.magic).putInt(geometry.chunkBytes()).putLong(geometry.size()).put(target);
    if (format == Format.SECOND) {
      header.putInt(kind.code());
    }
    return header.putInt(crc(header.array(), format.bytes - Integer.BYTES)).flip();
  }

  /** Reads a head; empty when there is none, or one of a version that is not known. */
  static Optional<JournalHeader> read(ByteBuffer bytes) {
    for (Format format : Format.values()) {
      if (bytes.remaining() >= format.bytes
          && bytes.getInt(0) == format.magic
          && bytes.getInt(format.bytes - Integer.BYTES)
              == crc(bytes.array(), format.bytes - Integer.BYTES)) {
        return parse(bytes.slice(0, format.bytes), format);
      }
    }
    return Optional.empty();
  }

  private static Optional<JournalHeader> parse(ByteBuffer bytes, Format format) {
    int _ = bytes.getInt();
    int chunk = bytes.getInt();
    long size = bytes.getLong();
    if (size < 0 || size > Geometry.MOST_BYTES || Geometry.of(size).chunkBytes() != chunk) {
      return Optional.empty();
    }
    byte[] target = new byte[Digests.BYTES];
    bytes.get(target);
    Optional<DigestKind> kind =
        format == Format.FIRST ? Optional.of(DigestKind.SHA256) : DigestKind.ofCode(bytes.getInt());
    return kind.map(k -> new JournalHeader(new Geometry(size, chunk), target, k, format));
  }

  static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
