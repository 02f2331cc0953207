package io.wherry.blocks.qcow2;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the lists of snapshots and dirty bitmaps. Their length is bounded. */
final class NameLists {
  private static final int MOST_ENTRIES = 65_536;
  private static final int MOST_BYTES = 4 << 20;
  private static final int SNAPSHOT_HEAD = 40;
  private static final int BITMAP_HEAD = 24;
  private static final int MOST_GRANULARITY_BITS = 31;
  private static final int IN_USE = 1;

  private final ByteSource source;
  private final String what;
  private final ByteBuffer list;

  private NameLists(ByteSource source, String what, long offset, long bytes) {
    this.source = source;
    this.what = what;
    if (offset < 0 || offset > source.size()) {
      throw damaged();
    }
    long there = Math.min(source.size() - offset, Math.min(bytes, MOST_BYTES));
    this.list = HeaderParts.bytes(source, offset, (int) Math.max(0, there));
  }

  static List<String> snapshots(ByteSource source, Qcow2Header.Features features) {
    int count = features.snapshots();
    if (count == 0) {
      return List.of();
    }
    var names = new NameLists(source, "snapshots", features.snapshotsAt(), Long.MAX_VALUE);
    return names.all(count, names::snapshot);
  }

  static List<String> bitmaps(ByteSource source, HeaderParts.BitmapList place) {
    var names = new NameLists(source, "bitmaps", place.offset(), place.bytes());
    return names.all(place.count(), names::bitmap);
  }

  private interface Entry {
    String next();
  }

  private List<String> all(int count, Entry entry) {
    if (count < 0 || count > MOST_ENTRIES) {
      throw damaged();
    }
    List<String> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(entry.next());
      int padded = Math.ceilDiv(list.position(), Long.BYTES) * Long.BYTES;
      list.position(Math.min(padded, list.limit()));
    }
    return found;
  }

  private String snapshot() {
    ByteBuffer head = take(SNAPSHOT_HEAD);
    int id = head.getShort(12) & 0xffff;
    int name = head.getShort(14) & 0xffff;
    ByteBuffer _ = take(Integer.toUnsignedLong(head.getInt(36)));
    String number = text(take(id));
    return text(take(name)) + " (id " + number + ")";
  }

  private String bitmap() {
    ByteBuffer head = take(BITMAP_HEAD);
    int granularity = head.get(17);
    if (granularity < 0 || granularity > MOST_GRANULARITY_BITS) {
      throw damaged();
    }
    String note = (head.getInt(12) & IN_USE) == 0 ? "" : ", in use: not to be trusted";
    int name = head.getShort(18) & 0xffff;
    ByteBuffer _ = take(Integer.toUnsignedLong(head.getInt(20)));
    return text(take(name)) + " (" + (1L << granularity) + " bytes per bit" + note + ")";
  }

  private ByteBuffer take(long bytes) {
    if (bytes > list.remaining()) {
      throw damaged();
    }
    ByteBuffer taken = list.slice(list.position(), (int) bytes);
    list.position(list.position() + (int) bytes);
    return taken;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString().replaceAll("\\p{Cntrl}", "?");
  }

  private io.wherry.problems.InvalidRequest damaged() {
    return Qcow2Header.damaged(source, "its list of " + what + " is damaged.");
  }
}
