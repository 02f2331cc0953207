package io.wherry.vmimport.draft;

import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.draft.VmDraft.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a source tells of a machine's hardware that no machine can have. */
final class HardwareFlaws {
  private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}");
  private static final String NONE = "00:00:00:00:00:00";

  /** KubeVirt's API and QEMU end far below. */
  private static final int MOST_CPUS = 8192;

  private HardwareFlaws() {}

  static List<Flaw> of(SourceMachine machine) {
    List<Flaw> flaws = new ArrayList<>();
    long cpus = (long) machine.cpu().sockets() * machine.cpu().coresPerSocket();
    if (machine.cpu().sockets() < 1 || machine.cpu().coresPerSocket() < 1 || cpus > MOST_CPUS) {
      flaws.add(
          flaw(
              "the source says it has %d sockets with %d cores each"
                  .formatted(machine.cpu().sockets(), machine.cpu().coresPerSocket())));
    }
    if (machine.memoryBytes() <= 0) {
      flaws.add(flaw("the source says it has %d bytes of memory".formatted(machine.memoryBytes())));
    }
    machine.nics().stream()
        .filter(nic -> !nic.mac().isEmpty() && !isUnicast(nic.mac()))
        .forEach(nic -> flaws.add(flaw(said(nic))));
    return flaws;
  }

  private static String said(SourceNic nic) {
    return "NIC "
        + nic.name()
        + " has the MAC address '"
        + printable(nic.mac())
        + "', which no single card can have";
  }

  private static boolean isUnicast(String mac) {
    return MAC.matcher(mac).matches()
        && !mac.replace('-', ':').equals(NONE)
        && (Integer.parseInt(mac.substring(0, 2), 16) & 1) == 0;
  }

  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.substring(0, Math.min(clean.length(), 40));
  }

  private static Flaw flaw(String message) {
    return new Flaw(Flaw.Kind.HARDWARE, message);
  }
}
