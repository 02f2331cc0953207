package io.wherry.vmimport.steps;

import io.wherry.problems.Category;
import io.wherry.problems.Problem;
import io.wherry.problems.ProblemCode;
import io.wherry.problems.SubjectRef;
import io.wherry.vmimport.order.ImportOrder;

/** What can go wrong on an import route. */
public enum ImportProblem implements ProblemCode {
  /** An object of that name exists and is not ours. */
  NameTaken,
  /** A volume could not be made. */
  VolumeFailed,
  /** A volume that was made is gone. */
  VolumeMissing,
  /** A worker failed, or was lost too often. */
  WorkerFailed,
  /** A worker pod does not start. */
  WorkerNotStarted,
  /** Hooks cannot run here. */
  HookUnavailable,
  /** A hook failed. */
  HookFailed,
  /** The source machine does not switch off. */
  PowerOffFailed,
  /** A snapshot of the source could not be made, was lost, or is not removed. */
  SnapshotFailed;

  @Override
  public String wire() {
    return name();
  }

  /** The problem about the order's machine. */
  public Problem about(ImportOrder order, String message, String advice) {
    return new Problem(
        this, Category.Critical, new SubjectRef("VM", order.machine().name()), message, advice);
  }
}
