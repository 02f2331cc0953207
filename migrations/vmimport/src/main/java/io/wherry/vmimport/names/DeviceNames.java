package io.wherry.vmimport.names;

import io.wherry.problems.InvalidRequest;
import io.wherry.vmimport.names.gotemplate.GoTemplate;
import java.util.Map;

/**
 * Names of volumes and networks inside a VM.
 *
 * @source plans-and-migrations.md section 5.3
 */
public final class DeviceNames {
  public static final String VOLUME_TEMPLATE = "vol-{{.VolumeIndex}}";
  public static final String NETWORK_TEMPLATE = "net-{{.NetworkIndex}}";

  private DeviceNames() {}

  /**
   * @param pvcName of the volume
   * @throws InvalidRequest the template fails, or its output is no DNS-1123 label
   */
  public static String volume(String template, String pvcName, int index) {
    Map<String, Object> variables = Map.of("PVCName", pvcName, "VolumeIndex", (long) index);
    return label("volume", GoTemplate.parse(template).render(variables));
  }

  /** What a network template may read: the target network. */
  public record Network(String type, String namespace, String name) {}

  /**
   * @throws InvalidRequest the template fails, or its output is no DNS-1123 label
   */
  public static String network(String template, Network network, int index) {
    Map<String, Object> variables =
        Map.of(
            "NetworkName", network.name(),
            "NetworkNamespace", network.namespace(),
            "NetworkType", network.type(),
            "NetworkIndex", (long) index);
    return label("network", GoTemplate.parse(template).render(variables));
  }

  private static String label(String what, String output) {
    String cut = DnsNames.cut(output, DnsNames.LABEL);
    if (!DnsNames.isLabel(cut)) {
      throw new InvalidRequest(
          "the " + what + " name template gives '" + output + "', which is no DNS-1123 label");
    }
    return cut;
  }
}
