package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.StepState;

/** Runs hooks; what a {@link HookStep} hands on. */
public interface HookRunner {
  /**
   * One hook of one machine.
   *
   * @param phase PRE_HOOK or POST_HOOK
   * @param hook {@code namespace/name} of the Hook
   */
  record Call(ImportPhase phase, String hook) {}

  StepState look(ImportWorld world, Call call, Notes notes);

  ActResult act(ImportWorld world, Call call, Notes notes);

  void undo(ImportWorld world, Call call, Ending why);

  /** Removes what a hook that has succeeded left behind; repeatable. */
  default void tidy(ImportWorld world, Call call) {}
}
