package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a partition holds, told by its magic bytes: partition types lie too often. */
public enum FileSystemKind {
  EXT("ext"),
  XFS("xfs"),
  BTRFS("btrfs"),
  LVM("an LVM volume"),
  RAID("a RAID member"),
  LUKS("an encrypted volume"),
  NTFS("NTFS"),
  FAT("FAT"),
  SWAP("swap"),
  UNKNOWN("something unknown");

  /** The btrfs magic, 64 KiB behind the start, is the farthest. */
  private static final int HEAD = 0x10100;

  private final String words;

  FileSystemKind(String words) {
    this.words = words;
  }

  /** For messages. */
  public String words() {
    return words;
  }

  static FileSystemKind probe(ByteSource disk, long offset, long length) {
    byte[] head =
        new byte[(int) Math.min(HEAD, Math.max(0, Math.min(length, disk.size() - offset)))];
    disk.read(offset, ByteBuffer.wrap(head));
    if (at(head, 0, "LUKS\u00ba\u00be")) {
      return LUKS;
    }
    if (at(head, 0, "XFSB")) {
      return XFS;
    }
    if (at(head, 3, "NTFS    ") || at(head, 3, "-FVE-FS-")) {
      return NTFS;
    }
    if (at(head, 0x10040, "_BHRfS_M")) {
      return BTRFS;
    }
    return probeMore(head);
  }

  private static FileSystemKind probeMore(byte[] head) {
    for (int sector = 0; sector < 4; sector++) {
      if (at(head, sector * 512, "LABELONE")) {
        return LVM;
      }
    }
    if (at(head, 0x1000, "\u00fc\u004e\u002b\u00a9") || at(head, 0, "\u00fc\u004e\u002b\u00a9")) {
      return RAID;
    }
    if (at(head, 0x438, "\u0053\u00ef")) {
      return EXT;
    }
    if (at(head, 4086, "SWAPSPACE2")) {
      return SWAP;
    }
    if (at(head, 0x36, "FAT") || at(head, 0x52, "FAT32")) {
      return FAT;
    }
    return UNKNOWN;
  }

  private static boolean at(byte[] head, int offset, String magic) {
    byte[] m = magic.getBytes(StandardCharsets.ISO_8859_1);
    return offset + m.length <= head.length
        && Arrays.equals(head, offset, offset + m.length, m, 0, m.length);
  }
}
