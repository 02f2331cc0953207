package io.wherry.blocks.siblings;

import java.nio.ByteBuffer;

/**
 * Finds places by digest in 12 bytes an entry and slot: open addressing over the digests' first
 * eight bytes. A hit may be false; the digest itself decides. Not safe for several threads while it
 * is filled.
 */
final class ChunkIndex {
  private static final int EMPTY = -1;

  private final long[] keys;
  private final int[] places;

  /**
   * @param most entries that it will have to hold
   */
  ChunkIndex(int most) {
    int slots = Integer.highestOneBit(Math.max(1, most)) * 4;
    keys = new long[slots];
    places = new int[slots];
    java.util.Arrays.fill(places, EMPTY);
  }

  private static long key(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }

  /** Adds a place, unless one with such a digest is there. */
  void add(byte[] digest, int place) {
    long key = key(digest);
    int slot = slot(key);
    if (places[slot] == EMPTY) {
      keys[slot] = key;
      places[slot] = place;
    }
  }

  /** The place of such a digest, or a negative number. */
  int find(byte[] digest) {
    return places[slot(key(digest))];
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) key & mask; // a digest is as good as random
    while (places[slot] != EMPTY && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
