package io.wherry.testkit.crash;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;

/** A step as it must not be: it notes the marker after the call. */
final class Careless implements Step<TrialWorld> {
  @Override
  public StepId id() {
    return TrialWorld.Id.TakeSnapshot;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Marked("noted too late");
  }

  @Override
  public StepState look(TrialWorld w, Notes notes) {
    return notes.get("marker").isPresent() ? StepState.done() : StepState.notStarted();
  }

  @Override
  public ActResult act(TrialWorld w, Notes notes) {
    String marker = "marker-" + w.outside().snapshots.size();
    w.gate().run("snapshot", () -> w.outside().snapshot(marker));
    notes.put("marker", marker);
    return ActResult.acted();
  }
}
