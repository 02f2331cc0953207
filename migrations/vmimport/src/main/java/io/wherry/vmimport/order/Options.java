package io.wherry.vmimport.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.WorkerTask;
import java.util.Map;

/** The plan's and the VM's options as they were when the run began. */
public record Options(
    Machine machine, Conversion conversion, Pods pods, Hooks hooks, Cleanup cleanup) {

  /**
   * About the VirtualMachine.
   *
   * @param power {@code on}, {@code off} or {@code auto}
   * @param instanceType empty for none
   * @param instanceTypeKind kind of the instance type object
   * @param nestedVirtualization {@code true}, {@code false} or empty for the default
   * @param rootDisk for example {@code /dev/sda}; empty for the detected one
   */
  public record Machine(
      String power,
      String instanceType,
      String instanceTypeKind,
      String nestedVirtualization,
      String rootDisk,
      Placement placement) {}

  /**
   * Labels and where something may run.
   *
   * @param affinity a core/v1 Affinity; empty for none
   */
  public record Placement(
      Map<String, String> labels, Map<String, String> nodeSelector, JsonNode affinity) {}

  /**
   * About the guest conversion.
   *
   * @param skip copy the disks as they are
   * @param compatibility SATA disks and e1000e cards; only together with {@code skip}
   */
  public record Conversion(boolean skip, boolean compatibility, WorkerTask.Engine engine) {
    /** True when the target gets devices that every guest has drivers for. */
    public boolean usesCompatibleDevices() {
      return skip && compatibility;
    }
  }

  /**
   * About worker pods.
   *
   * @param serviceAccount empty for the namespace's default
   * @param transferNetwork {@code namespace/name} of a NetworkAttachmentDefinition, or empty
   */
  public record Pods(String serviceAccount, String transferNetwork, Placement placement) {}

  /** Names of the hooks in {@code namespace/name} form; empty for none. */
  public record Hooks(String before, String after) {}

  /**
   * What goes away at the end.
   *
   * @param machineOnFailure remove half-made VM and disks after failure and cancel
   * @param conversionPod remove the conversion pod after success
   */
  public record Cleanup(boolean machineOnFailure, boolean conversionPod) {}
}
