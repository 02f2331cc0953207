package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The partitions of a disk (GPT, MBR with logical ones, or none) and which firmware could start it.
 *
 * @param bios MBR: there is boot code in the first sector. GPT: there is a BIOS boot partition or
 *     one marked for legacy boot; code in the protective MBR says nothing, Windows writes some on
 *     UEFI disks too
 * @param uefi there is an EFI system partition
 */
public record PartitionTable(List<Partition> partitions, boolean bios, boolean uefi) {
  private static final int SECTOR = 512;
  private static final int GPT_ENTRIES = 256;

  /** Logical partitions are a linked list on disk: a hostile one may be a circle. */
  private static final int LOGICAL_LIMIT = 60;

  private static final long GPT_MAGIC = 0x5452415020494645L;
  private static final long ESP_HIGH = 0x11d2f81fc12a7328L;
  private static final long ESP_LOW = 0x3bc93ec9a0004bbaL;
  private static final long BIOS_BOOT_HIGH = 0x6e6f644921686148L;
  private static final long BIOS_BOOT_LOW = 0x4946456465654e74L;
  private static final long LEGACY_BOOT = 4;

  public PartitionTable {
    partitions = List.copyOf(partitions);
  }

  /** Reads it. A disk without a table is one partition with number 0. */
  public static PartitionTable read(ByteSource disk) {
    if (disk.size() < 3 * SECTOR) {
      return new PartitionTable(List.of(), false, false);
    }
    ByteBuffer mbr = sectors(disk, 0, 1);
    ByteBuffer gpt = sectors(disk, 1, 1);
    boolean code = mbr.getLong(0) != 0;
    if (gpt.getLong(0) == GPT_MAGIC) {
      return gpt(disk, gpt);
    }
    if (mbr.getShort(510) != (short) 0xaa55) {
      return whole(disk);
    }
    PartitionTable table = mbr(disk, mbr, code);
    return table.partitions.isEmpty() ? whole(disk) : table;
  }

  private static PartitionTable whole(ByteSource disk) {
    FileSystemKind kind = FileSystemKind.probe(disk, 0, disk.size());
    return new PartitionTable(List.of(new Partition(0, 0, disk.size(), kind)), false, false);
  }

  private static PartitionTable gpt(ByteSource disk, ByteBuffer header) {
    long table = header.getLong(72);
    int count = header.getInt(80);
    int size = header.getInt(84);
    List<Partition> found = new ArrayList<>();
    boolean bios = false;
    boolean esp = false;
    if (count < 0 || size < 128 || size > 4096 || table < 2 || table > disk.size() / SECTOR) {
      return new PartitionTable(List.of(), false, false);
    }
    for (int i = 0; i < Math.min(count, GPT_ENTRIES); i++) {
      long at = table * SECTOR + (long) i * size;
      if (at + 128 > disk.size()) {
        break;
      }
      ByteBuffer entry = bytes(disk, at, 128);
      if (entry.getLong(0) == 0 && entry.getLong(8) == 0) {
        continue;
      }
      esp |= entry.getLong(0) == ESP_HIGH && entry.getLong(8) == ESP_LOW;
      bios |= entry.getLong(0) == BIOS_BOOT_HIGH && entry.getLong(8) == BIOS_BOOT_LOW;
      bios |= (entry.getLong(48) & LEGACY_BOOT) != 0;
      add(found, disk, i + 1, new Range(entry.getLong(32), entry.getLong(40)));
    }
    return new PartitionTable(found, bios, esp);
  }

  private static PartitionTable mbr(ByteSource disk, ByteBuffer mbr, boolean code) {
    List<Partition> found = new ArrayList<>();
    boolean esp = false;
    for (int i = 0; i < 4; i++) {
      int at = 446 + 16 * i;
      int type = mbr.get(at + 4) & 0xff;
      long start = mbr.getInt(at + 8) & 0xffffffffL;
      long length = mbr.getInt(at + 12) & 0xffffffffL;
      if (type == 5 || type == 15 || type == 0x85) {
        logical(found, disk, start);
      } else if (type != 0 && length > 0) {
        esp |= type == 0xef;
        add(found, disk, i + 1, new Range(start, start + length - 1));
      }
    }
    return new PartitionTable(found, code, esp);
  }

  private static void logical(List<Partition> found, ByteSource disk, long extended) {
    long table = extended;
    for (int i = 0; i < LOGICAL_LIMIT && table > 0 && table < disk.size() / SECTOR; i++) {
      ByteBuffer ebr = sectors(disk, table, 1);
      if (ebr.getShort(510) != (short) 0xaa55) {
        return;
      }
      long start = table + (ebr.getInt(446 + 8) & 0xffffffffL);
      long length = ebr.getInt(446 + 12) & 0xffffffffL;
      if (length > 0) {
        add(found, disk, 5 + i, new Range(start, start + length - 1));
      }
      long next = ebr.getInt(462 + 8) & 0xffffffffL;
      table = next == 0 ? 0 : extended + next;
    }
  }

  private record Range(long first, long last) {}

  private static void add(List<Partition> found, ByteSource disk, int number, Range sectors) {
    long end = disk.size() / SECTOR;
    if (sectors.first < 1 || sectors.last < sectors.first || sectors.last >= end) {
      return;
    }
    long offset = sectors.first * SECTOR;
    long length = (sectors.last - sectors.first + 1) * SECTOR;
    found.add(new Partition(number, offset, length, FileSystemKind.probe(disk, offset, length)));
  }

  private static ByteBuffer sectors(ByteSource disk, long first, int count) {
    return bytes(disk, first * SECTOR, count * SECTOR);
  }

  private static ByteBuffer bytes(ByteSource disk, long offset, int length) {
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    disk.read(offset, b);
    return b.flip();
  }
}
