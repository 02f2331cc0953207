package io.wherry.peers.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What a {@link RecorderGuest} left on its disk and said on its console, judged.
 *
 * @param highest number of the newest valid record; 0 when there is none
 * @param boots how often the guest was started
 * @param acknowledged highest number that the console showed
 * @param faults everything that must not be; empty when nothing was lost and nobody else wrote
 */
public record RecorderEvidence(long highest, long boots, long acknowledged, List<String> faults) {
  private static final int SECTOR = 512;
  private static final int MAGIC = 0x43455257;

  private record Slot(long number, int boot, int before, int sum) {}

  /**
   * Reads raw disk and consoles.
   *
   * @param consoles serial logs of all homes the machine ran in, in any order
   */
  public static RecorderEvidence of(Path rawDisk, List<Path> consoles) {
    try {
      List<String> faults = new ArrayList<>();
      long acknowledged = 0;
      for (Path console : consoles) {
        String text = Files.readString(console, StandardCharsets.ISO_8859_1);
        acknowledged = Math.max(acknowledged, judge(text, faults));
      }
      // After the consoles: a running guest writes on, and shows a record only when it is stored.
      TreeMap<Long, Slot> slots = slots(Files.readAllBytes(rawDisk), faults);
      long highest = slots.isEmpty() ? 0 : slots.lastKey();
      long boots = slots.isEmpty() ? 0 : slots.lastEntry().getValue().boot();
      if (highest < acknowledged) {
        faults.add("record " + acknowledged + " was acknowledged, the disk ends with " + highest);
      }
      judgeChain(slots, faults);
      return new RecorderEvidence(highest, boots, acknowledged, List.copyOf(faults));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TreeMap<Long, Slot> slots(byte[] disk, List<String> faults) {
    TreeMap<Long, Slot> result = new TreeMap<>();
    ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = RecorderGuest.FIRST_SLOT * SECTOR; at + SECTOR <= disk.length; at += SECTOR) {
      if (bytes.getInt(at) == MAGIC) {
        int sum = bytes.getInt(at + 508);
        Slot slot =
            new Slot(
                bytes.getInt(at + 4) & 0xffffffffL,
                bytes.getInt(at + 8),
                bytes.getInt(at + 20),
                sum);
        if (sum != sum(bytes, at)) {
          faults.add("record " + slot.number() + " has a wrong checksum");
        }
        result.put(slot.number(), slot);
      }
    }
    return result;
  }

  private static int sum(ByteBuffer bytes, int at) {
    int sum = (int) 2166136261L;
    for (int i = 0; i < 127; i++) {
      sum = (sum ^ bytes.getInt(at + 4 * i)) * 16777619;
    }
    return sum;
  }

  /** No number is left out, and each record follows the one before. */
  private static void judgeChain(TreeMap<Long, Slot> slots, List<String> faults) {
    Slot before = null;
    for (Slot slot : slots.values()) {
      if (before != null && slot.number() != before.number() + 1) {
        faults.add("records from " + (before.number() + 1) + " on are missing");
      } else if (before != null && slot.before() != before.sum()) {
        faults.add("record " + slot.number() + " does not follow the record before it");
      }
      before = slot;
    }
  }

  /** The highest number shown; adds what the guest complained about and numbers shown twice. */
  private static long judge(String console, List<String> faults) {
    long last = 0;
    String[] lines = console.split("\n", -1);
    // The last line may not be complete.
    for (String line : Arrays.copyOf(lines, lines.length - 1)) {
      String[] words = line.trim().split(" ");
      switch (words[0]) {
        case "R" -> {
          long number = Long.parseLong(words[1]);
          if (number <= last) {
            faults.add("record " + number + " was shown after " + last);
          }
          last = number;
        }
        case "FOREIGN", "MEMORY", "DISKERR" -> faults.add("the guest says: " + line.trim());
        default -> {
          // BOOT, and keys
        }
      }
    }
    return last;
  }
}
