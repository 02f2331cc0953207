package io.wherry.vsphere.machines;

import io.wherry.spi.Power;
import io.wherry.spi.PowerState;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.VimFault;
import io.wherry.vsphere.soap.Xml;
import io.wherry.vsphere.vim.Faults;
import io.wherry.vsphere.vim.PropertyReader;
import io.wherry.vsphere.vim.Session;
import io.wherry.vsphere.vim.Tasks;

/**
 * Switches machines on and off.
 *
 * @source inventory-and-providers.md section 3.1
 */
public final class VmPower implements Power {
  private final Session session;

  public VmPower(Session session) {
    this.session = session;
  }

  static MoRef machine(String id) {
    return new MoRef("VirtualMachine", id);
  }

  @Override
  public PowerState state(String machineId) {
    Xml state =
        new PropertyReader(session)
            .read(machine(machineId), "runtime.powerState")
            .getOrDefault("runtime.powerState", Xml.NOTHING);
    return switch (state.text()) {
      case "poweredOn" -> PowerState.On;
      case "poweredOff" -> PowerState.Off;
      default -> PowerState.Unknown;
    };
  }

  /** {@inheritDoc} Needs VMware Tools in the guest. */
  @Override
  public void shutDown(String machineId) {
    change("ShutdownGuest", machineId, "The guest of VM " + machineId + " cannot be shut down");
  }

  @Override
  public void powerOff(String machineId) {
    change("PowerOffVM_Task", machineId, "VM " + machineId + " cannot be switched off");
  }

  @Override
  public void powerOn(String machineId) {
    change("PowerOnVM_Task", machineId, "VM " + machineId + " cannot be switched on");
  }

  private void change(String method, String machineId, String what) {
    try {
      Xml answer = session.call(Call.of(method, machine(machineId)));
      MoRef task = answer.ref("returnval");
      if (task.isSet()) {
        new Tasks(session).await(task);
      }
    } catch (VimFault fault) {
      if (!isSo(fault, method)) {
        throw Faults.translate(fault, what);
      }
    }
  }

  /** Whether the machine already is as it was wished to be. */
  private static boolean isSo(VimFault fault, String method) {
    if (!fault.is("InvalidPowerState")) {
      return false;
    }
    String now = fault.detail().text("existingState");
    return now.equals(method.equals("PowerOnVM_Task") ? "poweredOn" : "poweredOff");
  }
}
