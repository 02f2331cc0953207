package io.wherry.vsphere.inventory;

/**
 * How a disk's bytes are reached.
 *
 * @param why this way; empty for the usual one
 */
public record DiskWay(Kind kind, String why) {
  /** The ways there are. */
  public enum Kind {
    /** Files of the datastore, by ranges over several connections. */
    FILES,
    /** An export of the whole machine. */
    EXPORT
  }

  /**
   * The way for a disk.
   *
   * @param storeType of its datastore, {@code VMFS}, {@code NFS}, {@code vsan}, {@code VVOL} …
   */
  public static DiskWay of(String storeType, Devices.Disk disk) {
    return switch (storeType.toLowerCase(java.util.Locale.ROOT)) {
      case "vsan" -> new DiskWay(Kind.EXPORT, "its datastore is vSAN, which has no plain files");
      case "vvol" ->
          new DiskWay(Kind.EXPORT, "its datastore is virtual volumes, which are no plain files");
      default ->
          disk.parent().isEmpty()
              ? new DiskWay(Kind.FILES, "")
              : new DiskWay(Kind.EXPORT, "a snapshot lies below it, so that its file is not whole");
    };
  }

  /** For plans; empty for the usual way. */
  public String explained() {
    return kind == Kind.FILES ? "" : "is read as a whole through an export: " + why;
  }
}
