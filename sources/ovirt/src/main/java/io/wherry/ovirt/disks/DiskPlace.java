package io.wherry.ovirt.disks;

/**
 * A disk of a machine as the engine shows it at a moment.
 *
 * @param machine id
 * @param disk id
 * @param size in bytes, as the guest sees it
 * @param backup id of the backup whose state is meant; empty for the disk of a machine that is off
 * @param version differs when the disk's bytes may differ: the machine has run, or somebody has
 *     made or removed a snapshot
 */
record DiskPlace(String machine, String disk, long size, String backup, String version) {
  /** For messages. */
  String label() {
    return "disk " + disk + " of VM " + machine;
  }
}
