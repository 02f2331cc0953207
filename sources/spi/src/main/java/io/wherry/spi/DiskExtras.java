package io.wherry.spi;

import java.util.Set;

/**
 * Facts about a disk that only some sources know.
 *
 * @param fileName of the disk at the source, without folders; empty when it has none
 * @param driveLetter a Windows guest's letter in lower case; empty when unknown
 */
public record DiskExtras(Set<Flag> flags, String fileName, String driveLetter) {
  /** The source says nothing. */
  public static final DiskExtras NONE = new DiskExtras(Set.of(), "", "");

  public DiskExtras {
    flags = Set.copyOf(flags);
  }

  /** What plan checks and translation ask about. */
  public enum Flag {
    /** Other machines use the same disk. */
    SHARED,
    /** A device of the storage that is handed through. */
    RAW_DEVICE,
    /** Snapshots of the machine leave it out. */
    INDEPENDENT,
    /** The source keeps record of its changed blocks. */
    TRACKS_CHANGES
  }
}
