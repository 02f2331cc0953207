package io.wherry.peers.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Makes damaged inputs of a good one. The same number gives the same input. */
public final class Mutator {
  private static final int MOST_STEPS = 5;
  private static final int HEAD = 128;
  private static final int LONGEST_BLOCK = 600;

  private final byte[] good;
  private final int[] meaningful;

  /** Inputs that resemble this one. */
  public Mutator(byte[] good) {
    this.good = good.clone();
    // Most of an image is zeros: what is not stands in its header and tables.
    this.meaningful = IntStream.range(0, good.length).filter(i -> good[i] != 0).toArray();
  }

  /** The input of this number. */
  public byte[] input(long number) {
    SplittableRandom random = new SplittableRandom(number);
    byte[] bytes = good.clone();
    int steps = 1 + random.nextInt(MOST_STEPS);
    for (int i = 0; i < steps && bytes.length > 0; i++) {
      bytes = step(bytes, random);
    }
    return bytes;
  }

  private byte[] step(byte[] bytes, SplittableRandom random) {
    int at = place(bytes.length, random);
    switch (random.nextInt(10)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2, 3, 4, 5 -> number(bytes, at, random);
      case 6 -> copy(bytes, at, random);
      case 7 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      case 8 -> {
        return Arrays.copyOf(bytes, bytes.length + random.nextInt(1 + LONGEST_BLOCK));
      }
      default -> {
        return repeat(bytes, at, random);
      }
    }
    return bytes;
  }

  private int place(int length, SplittableRandom random) {
    int choice = random.nextInt(10);
    if (choice < 4 || meaningful.length == 0) {
      return random.nextInt(Math.min(length, HEAD));
    }
    int at = choice < 9 ? meaningful[random.nextInt(meaningful.length)] : random.nextInt(length);
    return Math.min(at, length - 1);
  }

  /** A number that parsers stumble over, at a place that is aligned as numbers are. */
  private static void number(byte[] bytes, int at, SplittableRandom random) {
    int width = 1 << random.nextInt(4);
    int start = at / width * width;
    if (start + width > bytes.length) {
      return;
    }
    long value =
        switch (random.nextInt(6)) {
          case 0 -> 0;
          case 1 -> -1L >>> random.nextInt(Long.SIZE);
          case 2 -> 1L << random.nextInt(Long.SIZE);
          case 3 -> bytes.length - 256L + random.nextInt(512);
          case 4 -> random.nextLong();
          default -> (random.nextInt(64) - 2L) * 512;
        };
    boolean little = random.nextBoolean();
    for (int i = 0; i < width; i++) {
      int shift = Byte.SIZE * (little ? i : width - 1 - i);
      bytes[start + i] = (byte) (value >>> shift);
    }
  }

  private static void copy(byte[] bytes, int at, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    int most = bytes.length - Math.max(at, from);
    System.arraycopy(bytes, from, bytes, at, Math.min(most, 1 + random.nextInt(64)));
  }

  /** A piece once more, or left away. */
  private static byte[] repeat(byte[] bytes, int at, SplittableRandom random) {
    int length = Math.min(bytes.length - at, 1 + random.nextInt(LONGEST_BLOCK));
    boolean more = random.nextBoolean();
    byte[] changed = new byte[bytes.length + (more ? length : -length)];
    System.arraycopy(bytes, 0, changed, 0, at);
    int rest = more ? at : at + length;
    if (more) {
      System.arraycopy(bytes, at, changed, at, length);
    }
    System.arraycopy(
        bytes, rest, changed, changed.length - (bytes.length - rest), bytes.length - rest);
    return changed;
  }
}
