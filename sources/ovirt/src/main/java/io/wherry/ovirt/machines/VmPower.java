package io.wherry.ovirt.machines;

import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.EngineFault;
import io.wherry.ovirt.rest.Json;
import io.wherry.spi.Power;
import io.wherry.spi.PowerState;

/**
 * Switches machines on and off.
 *
 * @source inventory-and-providers.md section 3.1, for this source by actions of the REST API
 */
public final class VmPower implements Power {
  private final Engine engine;

  public VmPower(Engine engine) {
    this.engine = engine;
  }

  /** What a status of the engine means; anything between on and off counts as on. */
  public static PowerState ofStatus(String status) {
    return switch (status) {
      case "down" -> PowerState.Off;
      case "up",
          "powering_up",
          "powering_down",
          "wait_for_launch",
          "reboot_in_progress",
          "migrating",
          "paused",
          "restoring_state",
          "saving_state" ->
          PowerState.On;
      default -> PowerState.Unknown;
    };
  }

  @Override
  public PowerState state(String machineId) {
    return ofStatus(status(machineId));
  }

  private String status(String machineId) {
    return Json.text(
        engine.ask("vms/" + machineId, "The power of VM " + machineId + " is not known"), "status");
  }

  @Override
  public void shutDown(String machineId) {
    change("shutdown", machineId, PowerState.Off);
  }

  @Override
  public void powerOff(String machineId) {
    change("stop", machineId, PowerState.Off);
  }

  @Override
  public void powerOn(String machineId) {
    change("start", machineId, PowerState.On);
  }

  private void change(String action, String machineId, PowerState wished) {
    try {
      var _ = engine.post("vms/" + machineId + "/" + action, Json.object());
    } catch (EngineFault fault) {
      // It already is as wished, or on its way: the engine says so with a fault.
      boolean so = !fault.isMissing() && isSo(action, status(machineId), wished);
      if (!so) {
        throw fault.translate("VM " + machineId + " does not follow '" + action + "'");
      }
    }
  }

  private static boolean isSo(String action, String status, PowerState wished) {
    return ofStatus(status) == wished
        || (action.equals("shutdown") && status.equals("powering_down"));
  }
}
