package io.wherry.ova;

import java.util.Collection;
import java.util.Locale;

/**
 * The product that exported an appliance; {@link #wire()} is the value of {@code exportSource}.
 *
 * @source inventory-and-providers.md 2.7
 */
enum ExportSource {
  XEN("Xen", "citrix", "xen"),
  VIRTUALBOX("VirtualBox", "virtualbox"),
  OVIRT("oVirt", "ovirt", "rhevm"),
  VMWARE("VMware", "vmware"),
  UNKNOWN("Unknown");

  private final String wire;
  private final String[] traces;

  ExportSource(String wire, String... traces) {
    this.wire = wire;
    this.traces = traces;
  }

  String wire() {
    return wire;
  }

  /**
   * Guesses from XML namespaces and vendor texts. VMware comes last because the others write its
   * disk format's name, too.
   */
  static ExportSource guess(Collection<String> namespacesAndVendors) {
    for (ExportSource source : values()) {
      for (String trace : source.traces) {
        if (namespacesAndVendors.stream()
            .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(trace))) {
          return source;
        }
      }
    }
    return UNKNOWN;
  }
}
