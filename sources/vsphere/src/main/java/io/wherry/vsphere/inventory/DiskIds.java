package io.wherry.vsphere.inventory;

import io.wherry.vsphere.inventory.Devices.Disk;
import io.wherry.vsphere.soap.Xml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Stable names of a machine's disks: the file without what snapshots add to it.
 *
 * @source inventory-and-providers.md section 3.2, plans-and-migrations.md section 3.6
 */
public final class DiskIds {
  private static final Pattern SNAPSHOT = Pattern.compile("-\\d{6}(?=\\.vmdk$)");

  private DiskIds() {}

  /** The file as it was called before any snapshot. */
  public static String trimmed(String file) {
    return SNAPSHOT.matcher(file).replaceFirst("");
  }

  /** Disks by their ids, in the machine's order, of an array of devices. */
  public static Map<String, Disk> byId(Xml devices) {
    return of(Devices.of(devices).disks());
  }

  static Map<String, Disk> of(List<Disk> disks) {
    Map<String, Disk> result = new LinkedHashMap<>();
    for (Disk disk : disks) {
      String id = trimmed(disk.file());
      // Somebody may have named a disk by hand as a snapshot of another one would be.
      Disk _ = result.put(result.containsKey(id) ? disk.file() : id, disk);
    }
    return result;
  }
}
