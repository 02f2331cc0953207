package io.wherry.itinerary;

import io.wherry.problems.Defect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One run through an itinerary, on the caller's thread (a virtual one): goes on until something
 * must be awaited; resumes from the journal; undoes in reverse order on cancel and failure.
 *
 * @param <W> the world the steps may touch
 */
public final class Voyage<W> {
  private final Itinerary<W> itinerary;
  private final Set<? extends Trait> traits;
  private final W world;
  private final Logbook log;
  private final Passage<W> passage;

  /**
   * @param traits as frozen when the run began; what the journal says wins
   */
  public Voyage(
      Itinerary<W> itinerary, Set<? extends Trait> traits, W world, VoyageSetting setting) {
    this.itinerary = itinerary;
    this.traits = traits;
    this.world = world;
    this.log = new Logbook(setting);
    this.passage = new Passage<>(world, log, setting);
  }

  /**
   * Runs to the end, or until the thread is interrupted. Call again (with a new object) to go on
   * after an interruption or a crash; a run that is over returns its result at once. Blocks.
   *
   * @return empty when interrupted
   * @throws io.wherry.problems.Defect the journal belongs to another route
   */
  public Optional<Entry.Result> run() {
    try {
      open();
      if (log.story().ended().isEmpty()) {
        sail();
      }
      return log.story().ended().map(Entry.Ended::result);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void open() throws InterruptedException {
    Optional<Entry.Opened> opened = log.story().opened();
    List<String> names = traits.stream().map(Trait::name).sorted().toList();
    if (opened.isEmpty()) {
      log.add(new Entry.Opened(itinerary.name(), itinerary.revision(), names, log.now()));
      return;
    }
    Entry.Opened first = opened.get();
    if (!first.itinerary().equals(itinerary.name())
        || first.revision() != itinerary.revision()
        || !first.traits().equals(names)) {
      throw new Defect(
          "The journal was opened for itinerary %s revision %d with %s, not for %s revision %d with %s."
              .formatted(
                  first.itinerary(),
                  first.revision(),
                  first.traits(),
                  itinerary.name(),
                  itinerary.revision(),
                  names));
    }
  }

  private void sail() throws InterruptedException {
    if (log.story().turnedBack().isEmpty()) {
      try {
        forward();
        log.add(new Entry.Ended(Entry.Result.SUCCEEDED, log.now()));
        return;
      } catch (TurnBack turn) {
        log.add(new Entry.TurnedBack(turn.why(), log.now()));
      }
    }
    backward();
  }

  private void forward() throws InterruptedException {
    for (int i = 0; i < itinerary.legs().size(); i++) {
      String path = Integer.toString(i + 1);
      switch (itinerary.legs().get(i)) {
        case Leg.Once<W> once -> take(path, once, 0);
        case Leg.Loop<W> loop -> circle(path, loop);
      }
    }
  }

  private void circle(String path, Leg.Loop<W> loop) throws InterruptedException {
    if (loop.asked() == Leg.Asked.BEFORE_AND_AFTER && log.story().roundsOver(path).isEmpty()) {
      ask(path, loop, 0);
    }
    while (!log.story().loopIsLeft(path)) {
      int round = log.story().roundsOver(path).orElse(0) + 1;
      for (int i = 0; i < loop.body().size(); i++) {
        take(path + "/" + (i + 1), (Leg.Once<W>) loop.body().get(i), round);
      }
      ask(path, loop, round);
    }
  }

  private void ask(String path, Leg.Loop<W> loop, int round) throws InterruptedException {
    Notes notes = new LegNotes(new LegKey(path, loop.name(), round), log);
    boolean last = passage.ask(loop.name(), () -> loop.until().holds(world, notes));
    log.add(new Entry.RoundEnded(path, round, last, log.now()));
  }

  private void take(String path, Leg.Once<W> once, int round) throws InterruptedException {
    LegKey key = new LegKey(path, once.step().id().wire(), round);
    if (once.when().holds(traits) && log.story().finishedAt(key).isEmpty()) {
      passage.forward(key, once.step());
    }
  }

  private void backward() throws InterruptedException {
    Ending why = log.story().turnedBack().orElseThrow().why();
    for (LegKey key : log.story().toUndo()) {
      passage.undo(key, step(key.path()), why);
    }
    Entry.Result result = why == Ending.CANCELLED ? Entry.Result.CANCELLED : Entry.Result.FAILED;
    log.add(new Entry.Ended(result, log.now()));
  }

  private Step<W> step(String path) {
    Predicate<Itinerary.Place<W>> there = p -> p.path().equals(path);
    return itinerary.places().stream()
        .filter(there)
        .findFirst()
        .orElseThrow(() -> new Defect("Itinerary " + itinerary.name() + " has no leg " + path))
        .leg()
        .step();
  }
}
