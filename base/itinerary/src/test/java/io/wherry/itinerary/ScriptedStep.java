package io.wherry.itinerary;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A step that answers as the test has written. The last answer is repeated. */
final class ScriptedStep implements Step<List<String>> {
  private final String name;
  private final Deque<Supplier<StepState>> looks = new ArrayDeque<>();
  private Supplier<ActResult> act = ActResult::acted;
  private Supplier<Optional<RuntimeException>> undo = Optional::empty;
  private Optional<Duration> deadline = Optional.empty();

  ScriptedStep(String name) {
    this.name = name;
  }

  ScriptedStep sees(StepState state) {
    looks.add(() -> state);
    return this;
  }

  ScriptedStep throwsWhenLooking(RuntimeException failure) {
    looks.add(() -> {
      throw failure;
    });
    return this;
  }

  ScriptedStep acts(Supplier<ActResult> result) {
    act = result;
    return this;
  }

  ScriptedStep undoing(Supplier<Optional<RuntimeException>> failure) {
    undo = failure;
    return this;
  }

  ScriptedStep within(Duration limit) {
    deadline = Optional.of(limit);
    return this;
  }

  @Override
  public StepId id() {
    return () -> name;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Convergent();
  }

  @Override
  public StepState look(List<String> world, Notes notes) {
    world.add("look " + name);
    return (looks.size() > 1 ? looks.poll() : looks.element()).get();
  }

  @Override
  public ActResult act(List<String> world, Notes notes) {
    world.add("act " + name);
    return act.get();
  }

  @Override
  public void undo(List<String> world, Notes notes, Ending why) {
    world.add("undo " + name + " " + why);
    undo.get()
        .ifPresent(e -> {
          throw e;
        });
  }

  @Override
  public Optional<Duration> deadline() {
    return deadline;
  }

  /** A copy of what happened, without the looks. */
  static List<String> deeds(List<String> world) {
    List<String> deeds = new ArrayList<>(world);
    deeds.removeIf(l -> l.startsWith("look"));
    return deeds;
  }
}
