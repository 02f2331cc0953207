package io.wherry.cli.counting;

import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The disk of the counting guest. It keeps the newest records, each with the checksum of the one
 * before, so that two copies of the guest cannot write the same chain.
 */
public record CounterDisk(Path image) {
  private static final int SECTOR = 512;
  private static final int FIRST_SLOT = 64;
  private static final int MAGIC = 0x43455257;
  private static final int SUM = 508;
  private static final int SUM_WORDS = 127;
  private static final int FNV_BASIS = (int) 2166136261L;
  private static final int FNV_PRIME = 16777619;

  /**
   * Records without a gap.
   *
   * @param boots how often the guest was started
   */
  public record Chain(long first, long last, int boots) {
    static final Chain EMPTY = new Chain(0, 0, 0);
  }

  /**
   * Reads and judges all records.
   *
   * @throws PeerRefused a record is missing, damaged, or written by somebody else
   */
  public Chain read() {
    ByteBuffer disk;
    try {
      disk = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException("The guest's disk cannot be read", e);
    }
    TreeMap<Long, Integer> places = new TreeMap<>();
    for (int at = FIRST_SLOT * SECTOR; at + SECTOR <= disk.limit(); at += SECTOR) {
      if (disk.getInt(at) == MAGIC) {
        places.put(Integer.toUnsignedLong(disk.getInt(at + 4)), at);
      }
    }
    if (places.isEmpty()) {
      return Chain.EMPTY;
    }
    places.forEach((number, at) -> judge(disk, number, at));
    for (Map.Entry<Long, Integer> record : places.tailMap(places.firstKey(), false).entrySet()) {
      Integer before = places.get(record.getKey() - 1);
      if (before == null) {
        throw new PeerRefused("Record " + (record.getKey() - 1) + " is missing on the disk.");
      }
      if (disk.getInt(record.getValue() + 20) != disk.getInt(before + SUM)) {
        throw new PeerRefused("Record " + record.getKey() + " does not follow the one before.");
      }
    }
    int boots = disk.getInt(places.lastEntry().getValue() + 8);
    return new Chain(places.firstKey(), places.lastKey(), boots);
  }

  private static void judge(ByteBuffer disk, long number, int at) {
    int sum = FNV_BASIS;
    for (int i = 0; i < SUM_WORDS; i++) {
      sum = (sum ^ disk.getInt(at + 4 * i)) * FNV_PRIME;
    }
    if (sum != disk.getInt(at + SUM)) {
      throw new PeerRefused("Record " + number + " on the disk has a wrong checksum.");
    }
  }
}
