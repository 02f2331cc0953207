package io.wherry.policy;

import io.wherry.problems.Defect;
import io.wherry.rego.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The default rules, as they lie in this program. */
public final class RuleFiles {
  /** Name of each family of rules, and its files. */
  private static final List<String> NAMES =
      List.of(
          "vmware: common name disk_count cpu_affinity hotplug change_tracking consolidation disks"
              + " cluster features devices guest_disks guest os",
          "ovirt: common name disk_count settings disks nics",
          "openstack: common name disk_count volumes image flavor status",
          "ova: common name disk_count cpu_affinity hotplug disks source",
          "hyperv: common name disk_count machine disks nics os",
          "openshift: common");

  private RuleFiles() {}

  /** All default rules of all families. */
  public static List<SourceFile> defaults() {
    List<SourceFile> files = new ArrayList<>();
    for (String family : NAMES) {
      String folder = family.substring(0, family.indexOf(':'));
      for (String name : family.substring(folder.length() + 1).trim().split(" ")) {
        files.add(read(folder + "/" + name + ".rego"));
      }
    }
    return List.copyOf(files);
  }

  private static SourceFile read(String name) {
    try (InputStream in = RuleFiles.class.getResourceAsStream("rules/" + name)) {
      if (in == null) {
        throw new Defect("The rules " + name + " are missing in this program.");
      }
      return new SourceFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Defect("The rules " + name + " cannot be read.", e);
    }
  }
}
