package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;

/**
 * One 512-byte header of a tar archive.
 *
 * @param type the type flag; {@code 0} for regular files, NUL for the end mark
 */
record TarHeader(String name, long size, char type) {
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;

  boolean isEnd() {
    return type == 0;
  }

  boolean isFile() {
    return type == '0';
  }

  /**
   * @param at position of the header in the archive, for messages
   * @throws InvalidRequest checksum or numbers are wrong
   */
  static TarHeader parse(byte[] block, String label, long at) {
    long unsigned = 0;
    long signed = 0;
    boolean blank = true;
    for (int i = 0; i < block.length; i++) {
      boolean checksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      blank &= block[i] == 0;
      unsigned += checksum ? ' ' : block[i] & 0xff;
      signed += checksum ? ' ' : block[i];
    }
    if (blank) {
      return new TarHeader("", 0, (char) 0);
    }
    long stated = number(block, CHECKSUM_AT, CHECKSUM_LENGTH);
    if (stated != unsigned && stated != signed) {
      throw new InvalidRequest(
          "%s is not a readable tar archive: wrong header checksum at byte %d."
              .formatted(label, at));
    }
    long size = number(block, 124, 12);
    if (size < 0) {
      throw new InvalidRequest(
          "%s is refused: the tar header at byte %d has an impossible size.".formatted(label, at));
    }
    return new TarHeader(name(block), size, type((char) (block[156] & 0xff)));
  }

  private static char type(char flag) {
    return flag == 0 || flag == '7' ? '0' : flag;
  }

  private static String name(byte[] block) {
    String name = text(block, 0, 100);
    boolean posix = text(block, 257, 6).equals("ustar") && block[262] == 0;
    String prefix = posix ? text(block, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** Text up to the first NUL. */
  static String text(byte[] block, int from, int length) {
    int to = from;
    while (to < from + length && block[to] != 0) {
      to++;
    }
    return new String(block, from, to - from, StandardCharsets.UTF_8);
  }

  /** Octal digits, or base 256 with the high bit set; -1 when it is neither. */
  private static long number(byte[] block, int from, int length) {
    if ((block[from] & 0x80) != 0) {
      return base256(block, from, length);
    }
    String digits = text(block, from, length).trim();
    return digits.isEmpty() ? 0 : digits.matches("[0-7]{1,20}") ? Long.parseLong(digits, 8) : -1;
  }

  private static long base256(byte[] block, int from, int length) {
    long value = block[from] & 0x7f;
    for (int i = from + 1; i < from + length; i++) {
      if (value > Long.MAX_VALUE >> 8) {
        return -1;
      }
      value = value << 8 | block[i] & 0xff;
    }
    return value;
  }
}
