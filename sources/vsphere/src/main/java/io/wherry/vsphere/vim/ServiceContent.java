package io.wherry.vsphere.vim;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;

/**
 * The server and its well-known objects.
 *
 * @param about what the server is
 * @param xml with the references
 */
public record ServiceContent(About about, Xml xml) {
  /** Where everything begins. */
  public static final MoRef INSTANCE = new MoRef("ServiceInstance", "ServiceInstance");

  private static final String HOST_AGENT = "HostAgent";

  /**
   * What the server says of itself.
   *
   * @param name product and version
   * @param apiType {@code VirtualCenter} or {@code HostAgent}
   * @param apiVersion for example {@code 8.0.2.0}
   * @param instanceUuid of a vCenter; empty for a host
   */
  public record About(String name, String apiType, String apiVersion, String instanceUuid) {
    /** A single ESXi host, without a vCenter. */
    public boolean isHost() {
      return apiType.equals(HOST_AGENT);
    }

    /** Whether the API is at least of this version; unknown versions count as old. */
    public boolean isAtLeast(int major, int minor) {
      String[] parts = apiVersion.split("\\.");
      try {
        int ours = Integer.parseInt(parts[0]);
        return ours > major
            || ours == major && parts.length > 1 && Integer.parseInt(parts[1]) >= minor;
      } catch (NumberFormatException _) {
        return false;
      }
    }
  }

  static ServiceContent of(Xml xml) {
    return new ServiceContent(
        new About(
            xml.text("about", "fullName"),
            xml.text("about", "apiType"),
            xml.text("about", "apiVersion"),
            xml.text("about", "instanceUuid")),
        xml);
  }

  /** A well-known object, for example {@code propertyCollector}. */
  public MoRef ref(String name) {
    return xml.ref(name);
  }
}
