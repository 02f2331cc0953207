package io.wherry.vsphere.disks;

import io.wherry.vsphere.inventory.Devices.Disk;
import io.wherry.vsphere.inventory.DiskWay;
import io.wherry.vsphere.soap.MoRef;

/**
 * A disk in a state, and where its bytes are.
 *
 * @param id as in requests
 * @param snapshot the state; {@link MoRef#NONE} for a machine that is off
 * @param disk as it was in that state
 * @param position among the machine's disks
 * @param store the datastore's name
 * @param path of the disk's file on the datastore
 * @param storeType {@code VMFS}, {@code NFS}, {@code vsan}, {@code VVOL} …
 * @param datacenter inventory path of the datastore's datacenter, for example {@code folder/DC0}
 * @param encrypted the machine or the disk is
 */
record DiskPlace(
    String id,
    MoRef machine,
    MoRef snapshot,
    Disk disk,
    Position position,
    String store,
    String path,
    String storeType,
    String datacenter,
    boolean encrypted) {

  /** For messages. */
  String label() {
    return "disk " + id + " of VM " + machine.value();
  }

  /**
   * @param index from 0
   * @param of how many
   */
  record Position(int index, int of) {}

  /** How its bytes are reached. */
  DiskWay way() {
    return DiskWay.of(storeType, disk);
  }
}
