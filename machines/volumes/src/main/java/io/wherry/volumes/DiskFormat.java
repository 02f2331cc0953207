package io.wherry.volumes;

/** What a volume's disk.img is. */
enum DiskFormat {
  RAW,
  QCOW2;

  String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Raw unless the storage class says otherwise. */
  static DiskFormat of(String wire) {
    return wire.equals("qcow2") ? QCOW2 : RAW;
  }
}
