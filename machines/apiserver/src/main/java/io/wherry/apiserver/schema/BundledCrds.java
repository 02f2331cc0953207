package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The CustomResourceDefinitions of {@code deploy/crds}, which travel with this module. */
public final class BundledCrds {
  private static final List<String> NAMES =
      List.of(
          "cdi.kubevirt.io_cdiconfigs",
          "cdi.kubevirt.io_datavolumes",
          "cdi.kubevirt.io_storageprofiles",
          "export.kubevirt.io_virtualmachineexports",
          "forklift.konveyor.io_conversions",
          "forklift.konveyor.io_forkliftcontrollers",
          "forklift.konveyor.io_hooks",
          "forklift.konveyor.io_hosts",
          "forklift.konveyor.io_hypervproviderservers",
          "forklift.konveyor.io_migrations",
          "forklift.konveyor.io_networkmaps",
          "forklift.konveyor.io_openstackvolumepopulators",
          "forklift.konveyor.io_ovaproviderservers",
          "forklift.konveyor.io_ovirtvolumepopulators",
          "forklift.konveyor.io_plans",
          "forklift.konveyor.io_providers",
          "forklift.konveyor.io_storagemaps",
          "forklift.konveyor.io_vspherexcopyvolumepopulators",
          "hco.kubevirt.io_hyperconvergeds",
          "k8s.cni.cncf.io_network-attachment-definitions",
          "kubevirt.io_kubevirts",
          "kubevirt.io_virtualmachineinstancemigrations",
          "kubevirt.io_virtualmachineinstances",
          "kubevirt.io_virtualmachines",
          "migration.openshift.io_directvolumemigrationprogresses",
          "migration.openshift.io_directvolumemigrations",
          "migration.openshift.io_migclusters",
          "migration.openshift.io_mighooks",
          "migration.openshift.io_migmigrations",
          "migration.openshift.io_migplans",
          "migrations.kubevirt.io_migrationpolicies",
          "snapshot.storage.k8s.io_volumesnapshotclasses",
          "snapshot.storage.k8s.io_volumesnapshotcontents",
          "snapshot.storage.k8s.io_volumesnapshots",
          "wherry.io_diskmoves",
          "wherry.io_machineowners",
          "wherry.io_runs");

  private BundledCrds() {}

  /**
   * All definitions, read anew; takes some hundred milliseconds.
   *
   * @throws Defect when the module was built without them
   */
  public static List<ObjectNode> load() {
    YAMLMapper yaml = new YAMLMapper();
    List<ObjectNode> definitions = new ArrayList<>();
    NAMES.forEach(name -> definitions.add(read(yaml, name)));
    return definitions;
  }

  /** Differs whenever a definition does; takes a few milliseconds. */
  public static String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : NAMES) {
        try (InputStream in = BundledCrds.class.getResourceAsStream(path(name))) {
          digest.update(in == null ? new byte[0] : in.readAllBytes());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new Defect("The bundled definitions cannot be read from the class path.", e);
    }
  }

  private static String path(String name) {
    return "/io/wherry/apiserver/crds/" + name + ".yaml";
  }

  private static ObjectNode read(YAMLMapper yaml, String name) {
    String path = path(name);
    try (InputStream in = BundledCrds.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new Defect("The definition " + path + " is missing from the class path.");
      }
      return (ObjectNode) yaml.readTree(in);
    } catch (IOException e) {
      throw new Defect("The definition " + path + " cannot be read: " + e.getMessage());
    }
  }
}
