package io.wherry.blocks.unpack;

/** How a piece is packed. */
public enum Packing {
  /** DEFLATE with zlib's header and checksum, as in VMDK. */
  ZLIB,
  /** Bare DEFLATE, as in qcow2. */
  DEFLATE,
  /** Zstandard frames, as in qcow2. */
  ZSTD;

  /**
   * A new unpacker: libdeflate's where this machine has it, which is twice as fast as the JDK's.
   */
  public Unpacker unpacker() {
    return switch (this) {
      case ZSTD -> new ZstdUnpacker();
      case ZLIB, DEFLATE ->
          Libdeflate.present()
              .<Unpacker>map(library -> new LibdeflateUnpacker(library, this))
              .orElseGet(() -> new JdkUnpacker(this));
    };
  }
}
