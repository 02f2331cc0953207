package io.wherry.spi;

import java.util.Set;

/**
 * Facts about a disk that only some sources know.
 *
 * @param fileName of the disk at the source, without folders; empty when it has none
 * @param driveLetter a Windows guest's letter in lower case; empty when unknown
 * @param bus the guest has a driver for; of no weight when the guest is converted
 * @param way how its bytes are reached and why so, as in "is read …"; empty for the usual way
 */
public record DiskExtras(
    Set<Flag> flags, String fileName, String driveLetter, Bus bus, String way) {
  /** The source says nothing. */
  public static final DiskExtras NONE = new DiskExtras(Set.of(), "", "", Bus.ANY);

  /** The last two are missing in what programs before it have stored. */
  public DiskExtras {
    flags = Set.copyOf(flags);
    bus = bus == null ? Bus.ANY : bus;
    way = way == null ? "" : way;
  }

  /** Reached the usual way. */
  public DiskExtras(Set<Flag> flags, String fileName, String driveLetter, Bus bus) {
    this(flags, fileName, driveLetter, bus, "");
  }

  /** The same, reached another way. */
  public DiskExtras by(String otherWay) {
    return new DiskExtras(flags, fileName, driveLetter, bus, otherWay);
  }

  /** On any bus. */
  public DiskExtras(Set<Flag> flags, String fileName, String driveLetter) {
    this(flags, fileName, driveLetter, Bus.ANY);
  }

  /** Where the guest finds the disk. */
  public enum Bus {
    /** The target's best. */
    ANY,
    VIRTIO,
    SCSI,
    SATA
  }

  /** What plan checks and translation ask about. */
  public enum Flag {
    /** The machine boots from it. */
    BOOTS,
    /** Other machines use the same disk. */
    SHARED,
    /** One of them is not off. */
    WRITTEN_BY_OTHERS,
    /** A device of the storage that is handed through. */
    RAW_DEVICE,
    /** Snapshots of the machine leave it out. */
    INDEPENDENT,
    /** The source keeps record of its changed blocks. */
    TRACKS_CHANGES
  }
}
