package io.wherry.storage.run;

import io.wherry.problems.Category;
import io.wherry.problems.Problem;
import io.wherry.problems.ProblemCode;
import io.wherry.problems.SubjectRef;

/** What can go wrong on a route. */
enum StorageProblem implements ProblemCode {
  /** The machine is gone, or another one has its name. */
  MachineGone,
  /** Somebody started or changed the machine while its disks were copied. */
  MachineChanged,
  /** A machine that runs cannot be started again by us. */
  MachineNotStoppable,
  /** A claim or storage class is missing, or a name is taken. */
  VolumeFailed,
  /** A worker failed, was lost too often, or does not start. */
  WorkerFailed,
  /** A node gave up to move the disks of a machine that runs. */
  LiveMoveFailed;

  @Override
  public String wire() {
    return name();
  }

  Problem about(StorageOrder.Machine machine, String message, String advice) {
    String name = machine.vm().namespace() + "/" + machine.vm().name();
    return new Problem(
        this, Category.Critical, new SubjectRef("VirtualMachine", name), message, advice);
  }
}
