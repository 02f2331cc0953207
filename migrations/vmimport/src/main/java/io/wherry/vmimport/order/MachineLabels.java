package io.wherry.vmimport.order;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Labels on everything that is made for one machine.
 *
 * @source plans-and-migrations.md section 1.13
 */
public final class MachineLabels {
  /** UID of the plan. */
  public static final String PLAN = "plan";

  /** UID of the migration. */
  public static final String MIGRATION = "migration";

  /** The source's id of the machine. */
  public static final String VM_ID = "vmID";

  /** Name of the Run; wakes it when the object changes. */
  public static final String RUN = "wherry.io/run";

  /** Namespace of the Run. */
  public static final String RUN_NAMESPACE = "wherry.io/run-namespace";

  private static final Pattern VALID =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private MachineLabels() {}

  /** The labels of the contract and our own. */
  public static Map<String, String> of(ImportOrder order) {
    Map<String, String> labels = new LinkedHashMap<>(identity(order));
    labels.put("plan-name", value(order.plan().name()));
    labels.put("plan-namespace", value(order.plan().namespace()));
    if (!order.machine().uuid().isEmpty()) {
      labels.put("vmUUID", value(order.machine().uuid()));
    }
    labels.put(RUN, value(runName(order)));
    labels.put(RUN_NAMESPACE, value(order.migration().namespace()));
    return labels;
  }

  /** Plan, migration and machine: selects what one run made. */
  public static Map<String, String> identity(ImportOrder order) {
    Map<String, String> labels = new LinkedHashMap<>(anyRun(order));
    labels.put(MIGRATION, value(order.migration().uid()));
    return labels;
  }

  /** Plan and machine: selects what any run of the plan made for the machine. */
  public static Map<String, String> anyRun(ImportOrder order) {
    return anyRun(order.plan().uid(), order.machine().id());
  }

  /** As {@link #anyRun(ImportOrder)}. */
  public static Map<String, String> anyRun(String planUid, String machineId) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(PLAN, value(planUid));
    labels.put(VM_ID, value(machineId));
    return labels;
  }

  /** The Run's name: one per migration and machine. */
  public static String runName(ImportOrder order) {
    return runName(order.migration().name(), order.migration().uid(), order.machine().id());
  }

  /** As {@link #runName(ImportOrder)}. */
  public static String runName(String migration, String migrationUid, String vmId) {
    return PodNames.shorten(migration, 40) + "-" + Fingerprint.hex(8, migrationUid, vmId);
  }

  /** The text as a label value: itself where it may be one, else a fingerprint of it. */
  public static String value(String text) {
    return VALID.matcher(text).matches() ? text : "h-" + Fingerprint.hex(32, text);
  }
}
