package io.wherry.vmimport.translate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the disk that a device name such as {@code /dev/sdb2} means. */
public final class BootDisk {
  private static final Pattern DEVICE = Pattern.compile("(?:/dev/)?[a-z]*d([a-z])\\d*");

  private BootDisk() {}

  /**
   * Index of the disk the guest boots from: what the plan says, else what the conversion found,
   * else the first. An index beyond the last disk counts as not given.
   *
   * @source plans-and-migrations.md section 1.6, rootDisk
   */
  public static int index(String wished, String found, int disks) {
    int byPlan = parse(wished);
    int byGuest = parse(found);
    if (byPlan >= 0 && byPlan < disks) {
      return byPlan;
    }
    return byGuest >= 0 && byGuest < disks ? byGuest : 0;
  }

  private static int parse(String device) {
    Matcher m = DEVICE.matcher(device);
    return m.matches() ? m.group(1).charAt(0) - 'a' : -1;
  }
}
