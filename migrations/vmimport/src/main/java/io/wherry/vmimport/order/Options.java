package io.wherry.vmimport.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.WorkerTask;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The plan's and the VM's options as they were when the run began. */
public record Options(
    Machine machine,
    Conversion conversion,
    Pods pods,
    Hooks hooks,
    Cleanup cleanup,
    Carried carried) {

  /** The last one is missing in what programs before it have stored. */
  public Options {
    carried = Objects.requireNonNullElse(carried, Carried.PLAIN);
  }

  /** Nothing of the source's own is carried over beyond the defaults. */
  public Options(Machine machine, Conversion conversion, Pods pods, Hooks hooks, Cleanup cleanup) {
    this(machine, conversion, pods, hooks, cleanup, Carried.PLAIN);
  }

  /**
   * How things of the source that have no plain counterpart show in the target.
   *
   * @param preference that fits the guest's system; {@link Preference#NONE} when there is none
   * @param rawDevices for example {@link RawDevices#DATA}
   */
  public record Carried(Preference preference, RawDevices rawDevices, Tags tags) {
    /** Raw devices as data, all tags, no preference. */
    public static final Carried PLAIN =
        new Carried(Preference.NONE, RawDevices.DATA, new Tags(TagUse.LABELS, List.of()));
  }

  /**
   * A KubeVirt preference.
   *
   * @param kind VirtualMachinePreference or VirtualMachineClusterPreference
   */
  public record Preference(String kind, String name) {
    /** The machine gets none. */
    public static final Preference NONE = new Preference("", "");

    /** True when there is one. */
    public boolean isSet() {
      return !name.isEmpty();
    }
  }

  /** What becomes of a raw device of the source's storage. */
  public enum RawDevices {
    /** A disk like others. */
    DATA,
    /** A SCSI device. */
    LUN,
    /** A SCSI device with reservations, where it is shared. */
    LUN_WITH_RESERVATION
  }

  /** Whether the source's tags become labels. */
  public enum TagUse {
    LABELS,
    DROPPED
  }

  /**
   * Which tags become labels.
   *
   * @param only these; empty for all
   */
  public record Tags(TagUse use, List<String> only) {
    public Tags {
      only = List.copyOf(only);
    }
  }

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
