package io.wherry.blocks.digest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * BLAKE3 in Java, for journals that were written where libblake3 was there.
 *
 * @source BLAKE3: one function, fast everywhere (2020), section 2
 */
final class JavaBlake3 implements Hasher {
  private static final int BLOCK = 64;
  private static final int CHUNK = 1024;
  private static final int WORDS = 16;
  private static final int HALF = 8;
  private static final int DEPTH = 54;
  private static final int ROUNDS = 7;
  private static final int CHUNK_START = 1;
  private static final int CHUNK_END = 2;
  private static final int PARENT = 4;
  private static final int ROOT = 8;
  private static final int[] IV = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
  };
  private static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  private static final int[][] ORDER = order();
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final byte[] block = new byte[BLOCK];
  private final MemorySegment blockSegment = MemorySegment.ofArray(block);
  private final int[] message = new int[WORDS];
  private final int[] state = new int[WORDS];
  private final int[] chain = new int[HALF];
  private final int[][] stack = new int[DEPTH][HALF];
  private int inBlock;
  private int blocks;
  private long chunks;
  private int depth;

  JavaBlake3() {
    startChunk();
  }

  /** Which word of the message each step of each round takes. */
  private static int[][] order() {
    int[][] order = new int[ROUNDS][WORDS];
    for (int i = 0; i < WORDS; i++) {
      order[0][i] = i;
    }
    for (int round = 1; round < ROUNDS; round++) {
      for (int i = 0; i < WORDS; i++) {
        order[round][i] = order[round - 1][PERMUTATION[i]];
      }
    }
    return order;
  }

  private void startChunk() {
    System.arraycopy(IV, 0, chain, 0, HALF);
    blocks = 0;
    inBlock = 0;
  }

  @Override
  public void update(MemorySegment bytes) {
    long at = 0;
    long size = bytes.byteSize();
    while (at < size) {
      if (inBlock == BLOCK) {
        endBlock();
      }
      int n = (int) Math.min(BLOCK - inBlock, size - at);
      MemorySegment.copy(bytes, at, blockSegment, inBlock, n);
      inBlock += n;
      at += n;
    }
  }

  /** A whole block that is not the last one. */
  private void endBlock() {
    boolean last = blocks == CHUNK / BLOCK - 1;
    loadBlock();
    compress(chunks, BLOCK, startFlag() | (last ? CHUNK_END : 0), chain);
    blocks++;
    inBlock = 0;
    if (last) {
      chunks++;
      push(chain);
      startChunk();
    }
  }

  private int startFlag() {
    return blocks == 0 ? CHUNK_START : 0;
  }

  private void loadBlock() {
    for (int i = 0; i < WORDS; i++) {
      message[i] = blockSegment.get(INT, (long) i * Integer.BYTES);
    }
  }

  /** Merges whole subtrees: as many as the number of chunks has zero bits at its end. */
  private void push(int[] value) {
    int[] merged = value.clone();
    for (long rest = chunks; (rest & 1) == 0; rest >>= 1) {
      join(stack[--depth], merged);
      compressParent(0, merged);
    }
    System.arraycopy(merged, 0, stack[depth++], 0, HALF);
  }

  private void join(int[] left, int[] right) {
    System.arraycopy(left, 0, message, 0, HALF);
    System.arraycopy(right, 0, message, HALF, HALF);
  }

  private void compressParent(int flag, int[] into) {
    System.arraycopy(IV, 0, into, 0, HALF);
    compress(0, BLOCK, PARENT | flag, into);
  }

  /** Compresses {@link #message}; the chaining value is replaced by the new one. */
  private void compress(long counter, int length, int flags, int[] value) {
    System.arraycopy(value, 0, state, 0, HALF);
    System.arraycopy(IV, 0, state, HALF, HALF / 2);
    state[12] = (int) counter;
    state[13] = (int) (counter >>> Integer.SIZE);
    state[14] = length;
    state[15] = flags;
    for (int[] order : ORDER) {
      round(order);
    }
    for (int i = 0; i < HALF; i++) {
      value[i] = state[i] ^ state[i + HALF];
    }
  }

  private void round(int[] order) {
    int[] m = message;
    mix(0, 4, 8, 12, m[order[0]], m[order[1]]);
    mix(1, 5, 9, 13, m[order[2]], m[order[3]]);
    mix(2, 6, 10, 14, m[order[4]], m[order[5]]);
    mix(3, 7, 11, 15, m[order[6]], m[order[7]]);
    mix(0, 5, 10, 15, m[order[8]], m[order[9]]);
    mix(1, 6, 11, 12, m[order[10]], m[order[11]]);
    mix(2, 7, 8, 13, m[order[12]], m[order[13]]);
    mix(3, 4, 9, 14, m[order[14]], m[order[15]]);
  }

  private void mix(int a, int b, int c, int d, int x, int y) {
    int[] s = state;
    s[a] += s[b] + x;
    s[d] = Integer.rotateRight(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = Integer.rotateRight(s[b] ^ s[c], 12);
    s[a] += s[b] + y;
    s[d] = Integer.rotateRight(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = Integer.rotateRight(s[b] ^ s[c], 7);
  }

  @Override
  public void finish(byte[] into, int at) {
    Arrays.fill(block, inBlock, BLOCK, (byte) 0);
    loadBlock();
    int[] value = chain.clone();
    compress(chunks, inBlock, startFlag() | CHUNK_END | (depth == 0 ? ROOT : 0), value);
    while (depth > 0) {
      join(stack[--depth], value);
      compressParent(depth == 0 ? ROOT : 0, value);
    }
    MemorySegment out = MemorySegment.ofArray(into);
    for (int i = 0; i < HALF; i++) {
      out.set(INT, at + (long) i * Integer.BYTES, value[i]);
    }
    chunks = 0;
    startChunk();
  }
}
