package io.wherry.vsphere.disks;

import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.spi.DiskChanges;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.VimFault;
import io.wherry.vsphere.soap.Xml;
import io.wherry.vsphere.vim.Faults;
import io.wherry.vsphere.vim.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Asks for the areas of a disk that changed since a position of change tracking.
 *
 * @source inventory-and-providers.md section 3.2 step 5
 */
final class ChangedAreas {
  /** Instead of a position: all areas that were ever written. */
  static final String ALLOCATED = "*";

  private static final int MOST_AREAS = 8_000_000;

  private final Session session;

  ChangedAreas(Session session) {
    this.session = session;
  }

  /**
   * The areas, in order. Blocks.
   *
   * @param position a change id, or {@link #ALLOCATED}
   */
  DiskChanges since(DiskPlace place, String position) {
    if (isUntracked(place, position)) {
      return new DiskChanges.Unknown(
          "changed block tracking is off for %s; switch it on at the source"
              .formatted(place.label()));
    }
    if (isOtherHistory(place, position)) {
      return new DiskChanges.Unknown(
          "change tracking of " + place.label() + " was reset since the last round");
    }
    List<Extent> areas = new ArrayList<>();
    long size = place.disk().capacity();
    long offset = 0;
    while (offset < size) {
      Xml page;
      try {
        page = session.call(query(place, offset, position)).at("returnval");
      } catch (VimFault fault) {
        return unknown(place, fault);
      }
      Optional<String> wrong = take(page, offset, size, areas);
      if (wrong.isPresent()) {
        return new DiskChanges.Unknown(wrong.get() + " for " + place.label());
      }
      offset = page.number("startOffset") + page.number("length");
    }
    return new DiskChanges.Known(merged(areas));
  }

  /** A snapshot that was made while tracking was off has no position to compare with. */
  private static boolean isUntracked(DiskPlace place, String position) {
    return !position.equals(ALLOCATED)
        && place.snapshot().isSet()
        && place.disk().changeId().isEmpty();
  }

  /** The part before the slash tells one history of a disk from another. */
  private static boolean isOtherHistory(DiskPlace place, String position) {
    String now = place.disk().changeId();
    int slash = position.indexOf('/');
    return slash > 0 && !now.isEmpty() && !now.startsWith(position.substring(0, slash + 1));
  }

  private static Call query(DiskPlace place, long offset, String position) {
    return Call.of("QueryChangedDiskAreas", place.machine())
        .refIfAny("snapshot", place.snapshot())
        .text("deviceKey", place.disk().key())
        .text("startOffset", offset)
        .text("changeId", position);
  }

  private static DiskChanges unknown(DiskPlace place, VimFault fault) {
    boolean lost =
        fault.is(
            "FileFault",
            "InvalidArgument",
            "NotFound",
            "NotSupported",
            "MethodNotFound",
            "InvalidRequest",
            "SystemError");
    if (lost) {
      return new DiskChanges.Unknown(
          "vSphere cannot say what changed on %s: %s".formatted(place.label(), fault.text()));
    }
    throw Faults.translate(fault, "The changes of " + place.label() + " cannot be asked for");
  }

  /** Adds a page's areas; says what is wrong with it. */
  private static Optional<String> take(Xml page, long offset, long size, List<Extent> areas) {
    long start = page.number("startOffset");
    long length = page.number("length");
    if (start > offset || length <= 0 || start + length <= offset) {
      return Optional.of("vSphere's answer about changes leaves a gap at " + offset);
    }
    for (Xml area : page.all("changedArea")) {
      long from = area.number("start");
      long bytes = area.number("length");
      if (from < 0 || bytes < 0 || from > size || bytes > size - from) {
        return Optional.of("vSphere states a changed area behind the end of the disk");
      }
      if (bytes > 0) {
        areas.add(new Extent(from, bytes, ExtentKind.DATA));
      }
    }
    return areas.size() > MOST_AREAS
        ? Optional.of("vSphere states millions of changed areas")
        : Optional.empty();
  }

  private static List<Extent> merged(List<Extent> areas) {
    areas.sort(Comparator.comparingLong(Extent::offset));
    List<Extent> result = new ArrayList<>();
    for (Extent area : areas) {
      Extent last = result.isEmpty() ? null : result.getLast();
      if (last != null && area.offset() <= last.end()) {
        long end = Math.max(last.end(), area.end());
        result.set(
            result.size() - 1, new Extent(last.offset(), end - last.offset(), ExtentKind.DATA));
      } else {
        result.add(area);
      }
    }
    return result;
  }
}
