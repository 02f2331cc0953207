package io.wherry.testkit.crash;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Stage;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.itinerary.Trait;
import io.wherry.itinerary.When;
import io.wherry.problems.Category;
import io.wherry.problems.Problem;
import io.wherry.problems.SubjectRef;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A small route with a convergent, a named and a marked step and a loop, on an outside in memory.
 */
record TrialWorld(TrialOutside outside, Gate gate) {
  enum Id implements StepId {
    PowerOff,
    MakeVolume,
    TakeSnapshot,
    Check;

    @Override
    public String wire() {
      return name();
    }
  }

  enum Part implements Stage {
    PREPARE,
    COPY;

    @Override
    public String wire() {
      return name();
    }

    @Override
    public String description() {
      return "";
    }
  }

  enum Mood implements Trait {
    LEAVE_ON,
    FAIL
  }

  static Itinerary<TrialWorld> route() {
    return Itinerary.<TrialWorld>named("trial", 1)
        .stage(Part.PREPARE)
        .go(new PowerOff(), When.not(When.has(Mood.LEAVE_ON)))
        .go(new MakeVolume())
        .stage(Part.COPY)
        .loop("rounds", w -> w.snapshots() >= 3, round -> round.go(new TakeSnapshot()))
        .go(new Check())
        .build();
  }

  int snapshots() {
    return gate.call("count", () -> outside.snapshots.size());
  }

  static final class PowerOff implements Step<TrialWorld> {
    @Override
    public StepId id() {
      return Id.PowerOff;
    }

    @Override
    public Repeat repeat() {
      return new Repeat.Convergent();
    }

    @Override
    public StepState look(TrialWorld w, Notes notes) {
      return w.gate.call("power?", () -> w.outside.on) ? StepState.notStarted() : StepState.done();
    }

    @Override
    public ActResult act(TrialWorld w, Notes notes) {
      w.gate.run("off", () -> w.outside.on = false);
      return ActResult.acted();
    }

    @Override
    public void undo(TrialWorld w, Notes notes, Ending why) {
      w.gate.run("on", () -> w.outside.on = true);
    }
  }

  static final class MakeVolume implements Step<TrialWorld> {
    @Override
    public StepId id() {
      return Id.MakeVolume;
    }

    @Override
    public Repeat repeat() {
      return new Repeat.Named("volume");
    }

    @Override
    public StepState look(TrialWorld w, Notes notes) {
      boolean there = w.gate.call("volume?", () -> w.outside.volumes.contains("volume"));
      return there ? new StepState.Done(Map.of("name", "volume")) : StepState.notStarted();
    }

    @Override
    public ActResult act(TrialWorld w, Notes notes) {
      w.gate.run("make volume", () -> w.outside.makeVolume("volume"));
      return ActResult.acted();
    }

    @Override
    public void undo(TrialWorld w, Notes notes, Ending why) {
      w.gate.run("remove volume", () -> w.outside.volumes.remove("volume"));
    }
  }

  static final class TakeSnapshot implements Step<TrialWorld> {
    @Override
    public StepId id() {
      return Id.TakeSnapshot;
    }

    @Override
    public Repeat repeat() {
      return new Repeat.Marked("marker");
    }

    @Override
    public StepState look(TrialWorld w, Notes notes) {
      Optional<String> marker = notes.get("marker");
      if (marker.isEmpty()) {
        return StepState.notStarted();
      }
      Optional<String> id = w.gate.call("find", () -> w.outside.find(marker.get()));
      return id.<StepState>map(i -> new StepState.Done(Map.of("id", i)))
          .orElse(StepState.notStarted());
    }

    @Override
    public ActResult act(TrialWorld w, Notes notes) {
      String marker = "round-" + notes.round();
      notes.put("marker", marker);
      w.gate.run("snapshot", () -> w.outside.snapshot(marker));
      return ActResult.acted();
    }

    @Override
    public void undo(TrialWorld w, Notes notes, Ending why) {
      notes.get("marker").ifPresent(m -> w.gate.run("drop", () -> w.outside.snapshots.remove(m)));
    }
  }

  static final class Check implements Step<TrialWorld> {
    @Override
    public StepId id() {
      return Id.Check;
    }

    @Override
    public Repeat repeat() {
      return new Repeat.Convergent();
    }

    @Override
    public StepState look(TrialWorld w, Notes notes) {
      if (w.outside.mood.equals(Set.of(Mood.FAIL))) {
        return new StepState.Broken(
            new Problem(
                Id.Check::wire,
                Category.Critical,
                new SubjectRef("trial", "t"),
                "The trial fails on purpose.",
                ""));
      }
      return w.gate.call("checked?", () -> w.outside.checked)
          ? StepState.done()
          : w.outside.checking ? StepState.underway(Duration.ofSeconds(5)) : StepState.notStarted();
    }

    @Override
    public ActResult act(TrialWorld w, Notes notes) {
      w.gate.run("check", () -> w.outside.checking = true);
      return ActResult.acted();
    }
  }
}
