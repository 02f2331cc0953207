package io.wherry.vmimport.translate;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What vSphere's word for a guest's system means in the words of osinfo and of KubeVirt's common
 * preferences.
 *
 * @param osinfo short id; empty when none fits
 * @param preference name; empty when none fits
 * @source inventory-and-providers.md section 4.8
 */
public record GuestOs(String osinfo, String preference) {
  /** Nothing is known. */
  public static final GuestOs UNKNOWN = new GuestOs("", "");

  private static final List<Row> TABLE =
      List.of(
          row("rhel6(_64)?", "rhel6.10", ""),
          row("rhel7(_64)?", "rhel7.7", "rhel.7"),
          row("rhel8_64", "rhel8.1", "rhel.8"),
          row("rhel9_64", "rhel9.4", "rhel.9"),
          row("rhel10_64", "", "rhel.10"),
          row("centos(64|_64)?", "centos5.11", ""),
          row("centos6(_64)?", "centos6.10", ""),
          row("centos7(_64)?", "centos7.0", "centos.7"),
          row("centos8(_64)?", "centos8", "centos.stream8"),
          row("centos9_64", "", "centos.stream9"),
          row("debian([4-9]|1[0-3])(_64)?", "debian$1", "debian"),
          row("ubuntu(64|_64)?", "ubuntu18.04", "ubuntu"),
          row("fedora(64|_64)?", "fedora31", "fedora"),
          row("genericLinux|other.*Linux(64|_64)?", "linux", "linux"),
          row("sles1[0-6](_64)?", "", "sles"),
          row("opensuse(64|_64)?", "", "opensuse.leap"),
          row("windows7(_64)?", "win7", "windows.7"),
          row("windows8(_64)?", "win8", "windows.8"),
          row("windows9(_64)?", "win10", "windows.10"),
          row("windows11_64", "", "windows.11"),
          row("windows12_64", "", "windows.12"),
          row("windows7Server64", "win2k8r2", "windows.2k8"),
          row("windows8Server64", "win2k12r2", "windows.2k12"),
          row("windows9Server64", "win2k19", "windows.2k16"),
          row("windows2019srv_64", "win2k19", "windows.2k19"),
          row("windows2019srvNext_64", "win2k19", "windows.2k22"),
          row("windows2022srvNext_64", "win2k22", "windows.2k25"));

  private record Row(Pattern pattern, String osinfo, String preference) {}

  private static Row row(String pattern, String osinfo, String preference) {
    return new Row(Pattern.compile("(?:" + pattern + ")Guest"), osinfo, preference);
  }

  /**
   * The system a machine of vSphere has.
   *
   * @param guestId vSphere's word, for example {@code rhel9_64Guest}
   */
  public static GuestOs ofVsphere(String guestId) {
    return TABLE.stream()
        .map(row ->
            Optional.of(row.pattern().matcher(guestId))
                .filter(java.util.regex.Matcher::matches)
                .map(m -> new GuestOs(m.replaceFirst(row.osinfo()), row.preference())))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** The system of a machine of any source. */
  public static GuestOs of(String sourceType, String osType) {
    return sourceType.equals("vsphere") ? ofVsphere(osType) : UNKNOWN;
  }
}
