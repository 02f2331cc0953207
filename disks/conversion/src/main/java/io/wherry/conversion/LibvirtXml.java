package io.wherry.conversion;

import java.util.List;

/**
 * Describes the guest to virt-v2v: several disks in order, firmware, nothing that needs libvirt.
 */
final class LibvirtXml {
  private LibvirtXml() {}

  static String of(Session session, List<Change.Overlay> overlays, Firmware firmware) {
    StringBuilder xml = new StringBuilder("<domain type='kvm'>\n  <name>");
    xml.append(escape(session.request().machine()));
    xml.append("</name>\n  <memory unit='KiB'>1048576</memory>\n  <vcpu>1</vcpu>\n");
    xml.append(firmware == Firmware.UEFI ? "  <os firmware='efi'>" : "  <os>");
    xml.append("<type arch='x86_64'>hvm</type></os>\n  <devices>\n");
    for (int index : session.rootFirst()) {
      Change.Overlay overlay = overlays.get(index);
      xml.append(
          "    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='");
      xml.append(escape(session.work().resolve(overlay.file()).toAbsolutePath().toString()));
      xml.append("'/><target dev='")
          .append(deviceName("sd", index))
          .append("' bus='scsi'/></disk>\n");
    }
    return xml.append("  </devices>\n</domain>\n").toString();
  }

  /** {@code sda}, {@code sdb} … {@code sdz}, {@code sdaa}. */
  static String deviceName(String prefix, int index) {
    StringBuilder letters = new StringBuilder();
    for (int i = index; i >= 0; i = i / 26 - 1) {
      letters.insert(0, (char) ('a' + i % 26));
    }
    return prefix + letters;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&apos;")
        .replaceAll("\\p{Cntrl}", "");
  }
}
