package io.wherry.conversion.graft;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What an initramfs file is made of: perhaps uncompressed archives with CPU microcode, then the
 * main one. Only its head and tail are looked at.
 */
public final class InitrdImage {
  private static final String NEWC = "0707";
  private static final int HEADER = 110;
  private static final int ENTRY_LIMIT = 20_000;
  private static final int TAIL = 4096;

  private InitrdImage() {}

  /**
   * Refuses what can't take an appended archive.
   *
   * @throws InvalidRequest no known compression, or lz4: the kernel's decoder of legacy lz4 takes
   *     whatever follows for more of its own blocks and fails
   */
  public static void requireAppendable(Path initrd) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "r")) {
      long main = mainArchive(file);
      int magic = main + 4 <= file.length() ? intAt(file, main) : 0;
      switch (magic) {
        case 0x02214c18, 0x04224d18 ->
            throw new InvalidRequest(
                "its initramfs is compressed with lz4, which can't be added to");
        case 0x28b52ffd, 0xfd377a58, 0x894c5a4f, 0x5d000080, 0x5d000000 -> {}
        default -> {
          boolean known = magic >>> 16 == 0x1f8b || magic >>> 8 == 0x425a68 || magic == 0x30373037;
          if (!known) {
            throw new InvalidRequest("its initramfs is of an unknown kind");
          }
        }
      }
    }
  }

  /** True when we grafted it before. */
  public static boolean grafted(Path initrd) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(TAIL, file.length())];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
      return new String(tail, StandardCharsets.ISO_8859_1).contains(VirtioArchive.MARK + "\0");
    }
  }

  /** Offset of the first archive that is not a leading uncompressed one, or of the only one. */
  private static long mainArchive(RandomAccessFile file) throws IOException {
    long at = 0;
    for (int i = 0; i < ENTRY_LIMIT && at + HEADER <= file.length(); i++) {
      byte[] header = new byte[HEADER];
      file.seek(at);
      file.readFully(header);
      String text = new String(header, StandardCharsets.ISO_8859_1);
      if (!text.startsWith(NEWC)) {
        return at;
      }
      long size = hex(text, 54);
      long nameSize = hex(text, 94);
      file.seek(at + HEADER);
      byte[] name = new byte[(int) Math.min(11, Math.max(0, nameSize))];
      file.readFully(name);
      at = up(up(at + HEADER + nameSize) + size);
      if (new String(name, StandardCharsets.ISO_8859_1).startsWith("TRAILER!!!")) {
        at = skipZeros(file, at);
        if (at >= file.length()) {
          return 0;
        }
      }
    }
    return at < file.length() ? at : 0;
  }

  private static long skipZeros(RandomAccessFile file, long from) throws IOException {
    byte[] block = new byte[4096];
    long at = from;
    while (at < file.length()) {
      file.seek(at);
      int n = file.read(block);
      for (int i = 0; i < n; i++) {
        if (block[i] != 0) {
          return at + i;
        }
      }
      at += Math.max(1, n);
    }
    return file.length();
  }

  private static long up(long n) {
    return (n + 3) / 4 * 4;
  }

  private static long hex(String header, int at) {
    try {
      return Long.parseLong(header.substring(at, at + 8), 16);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("its initramfs is damaged", e);
    }
  }

  private static int intAt(RandomAccessFile file, long at) throws IOException {
    file.seek(at);
    return file.readInt();
  }
}
