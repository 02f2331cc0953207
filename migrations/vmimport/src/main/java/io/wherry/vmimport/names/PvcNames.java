package io.wherry.vmimport.names;

import io.wherry.problems.InvalidRequest;
import io.wherry.vmimport.names.gotemplate.GoTemplate;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of PVCs by template.
 *
 * @param template Go template text
 * @param form whether the output is the name or its beginning
 * @param fixed values that are the same for all disks of a VM
 * @source plans-and-migrations.md section 5.2
 */
public record PvcNames(String template, PvcName.Form form, Map<String, Object> fixed) {

  /** For one VM. */
  public static PvcNames of(String template, PvcName.Form form, Subject subject) {
    return new PvcNames(template, form, subject.variables());
  }

  /** The VM the names are for. */
  public record Subject(String planName, String vmName, String targetVmName, String vmId) {
    Map<String, Object> variables() {
      return Map.of(
          "PlanName", planName, "VmName", vmName, "TargetVmName", targetVmName, "VmId", vmId);
    }
  }

  /**
   * The name of one disk's PVC.
   *
   * @param extra what the provider knows about the disk beyond its index
   * @throws InvalidRequest the template fails, or its output is no DNS-1123 label
   */
  public PvcName name(int diskIndex, Map<String, Object> extra) {
    Map<String, Object> variables = new HashMap<>(fixed);
    variables.put("DiskIndex", (long) diskIndex);
    variables.putAll(extra);
    String output = GoTemplate.parse(template).render(variables);
    if (!DnsNames.isLabel(output)) {
      throw new InvalidRequest(
          "the PVC name template gives '"
              + output
              + "' for disk "
              + diskIndex
              + ", which is no DNS-1123 label (lower case letters, digits and hyphens, at most"
              + " 63)");
    }
    return new PvcName(output, form);
  }
}
