package io.wherry.qemu;

import java.util.Optional;

/** Starts machines and finds running ones again. */
public interface Hypervisor {
  /**
   * Starts the machine; there is never a second process for one home. Blocks until it answers.
   *
   * @throws io.wherry.problems.InvalidRequest QEMU refuses the machine; its own words are in it
   * @throws io.wherry.problems.PeerRefused QEMU is missing
   */
  RunningMachine start(MachineSpec spec, MachineHome home);

  /**
   * Starts a machine that waits for the state of a running one elsewhere. It has exactly that
   * machine's hardware; its guest does not run before {@link RunningMachine#resume}. Blocks until
   * it answers. A machine that is in this home already is given back as it is.
   *
   * @param spec files, networks and options of this host
   * @throws io.wherry.problems.InvalidRequest this QEMU cannot take over such a machine
   */
  RunningMachine receive(MachineSpec spec, Hardware hardware, MachineHome home);

  /** The machine of this home, if its process lives. Blocks. */
  Optional<RunningMachine> reattach(MachineHome home);

  /** How the last process of this home ended; CRASHED when nothing is known. */
  MachineState ended(MachineHome home);
}
