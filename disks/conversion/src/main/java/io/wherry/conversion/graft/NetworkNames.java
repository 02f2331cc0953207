package io.wherry.conversion.graft;

import io.wherry.conversion.guest.GuestTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out whether the guest's network configuration is bound to VMware's slot names. */
final class NetworkNames {
  /** The names that PCI slots of VMware machines get: ens33, ens160, ens192, ens224, ens256 … */
  private static final Pattern SLOT =
      Pattern.compile("\\bens(?:3[2-9]|160|161|192|193|224|225|256)\\b");

  private static final List<String> DIRECTORIES =
      List.of(
          "/etc/netplan",
          "/etc/sysconfig/network-scripts",
          "/etc/NetworkManager/system-connections",
          "/etc/network/interfaces.d",
          "/etc/systemd/network");

  private static final int FILES_LIMIT = 50;

  private NetworkNames() {}

  static Optional<String> warning(GuestTree tree) {
    List<String> files = new ArrayList<>(List.of("/etc/network/interfaces"));
    for (String directory : DIRECTORIES) {
      tree.list(directory).stream().limit(FILES_LIMIT).forEach(n -> files.add(directory + "/" + n));
    }
    return files.stream()
        .map(f ->
            SLOT.matcher(tree.text(f)).results().map(r -> f + " names " + r.group()).findFirst())
        .flatMap(Optional::stream)
        .findFirst()
        .map(w ->
            w.replaceAll("\\p{Cntrl}", "?")
                + "; the network card gets another name on virtio. Bind the configuration to the MAC address.");
  }
}
