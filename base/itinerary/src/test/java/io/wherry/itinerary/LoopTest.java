package io.wherry.itinerary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopTest {
  private final List<String> world = new ArrayList<>();
  private final MemoryJournal journal = new MemoryJournal();

  /** Acts once a round. */
  private record Turn(String name) implements Step<List<String>> {
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
      return notes.get("done").isPresent() ? StepState.done() : StepState.notStarted();
    }

    @Override
    public ActResult act(List<String> world, Notes notes) {
      world.add(name + notes.round());
      notes.put("done", "yes");
      return ActResult.acted();
    }

    @Override
    public void undo(List<String> world, Notes notes, Ending why) {
      world.add("undo " + name + notes.round());
    }
  }

  private Itinerary<List<String>> route(Leg.Question<List<String>> until) {
    return Itinerary.<List<String>>named("loop", 1)
        .stage(VoyageTest.Only.ONE)
        .go(new Turn("first"))
        .loopUntil("rounds", until, round -> round.go(new Turn("copy")))
        .go(new Turn("last"))
        .build();
  }

  private void sail(Leg.Question<List<String>> until) {
    var setting =
        new VoyageSetting(journal, _ -> {}, Clock.systemUTC(), () -> false, VoyageListener.NONE);
    var _ = new Voyage<>(route(until), Set.of(), world, setting).run();
  }

  private static Leg.Question<List<String>> answers(Boolean... answers) {
    Deque<Boolean> left = new ArrayDeque<>(List.of(answers));
    return (_, _) -> left.pop();
  }

  @Test
  void aLoopMayHaveNoRound() {
    sail(answers(true));
    assertThat(world).containsExactly("first0", "last0");
  }

  @Test
  void roundsGoOnUntilTheAnswerIsYes() {
    sail(answers(false, false, true));
    assertThat(world).containsExactly("first0", "copy1", "copy2", "last0");
  }

  @Test
  void theQuestionReadsWhatStepsNoted() {
    sail((_, notes) -> notes.of(() -> "copy", "done").isPresent());
    assertThat(world).containsExactly("first0", "copy1", "last0");
  }

  @Test
  void aShortenedJournalGoesOnWhereItWas() {
    sail(answers(false, false, false, false, true));
    List<Entry> whole = journal.entries();
    int cut = whole.indexOf(ended(whole, 4)) - 1;
    List<Entry> shorter = Brevity.shorten(whole.subList(0, cut), 1);
    assertThat(shorter).hasSizeLessThan(cut - 6);
    assertThat(Story.of(shorter).roundsOver("2")).hasValue(3);
    MemoryJournal other = new MemoryJournal();
    other.add(shorter);
    world.clear();
    var setting =
        new VoyageSetting(other, _ -> {}, Clock.systemUTC(), () -> false, VoyageListener.NONE);
    var _ = new Voyage<>(route(answers(true)), Set.of(), world, setting).run();
    assertThat(world).containsExactly("last0");
  }

  @Test
  void aJournalWithFewRoundsStaysAsItIs() {
    sail(answers(false, false, true));
    assertThat(Brevity.shorten(journal.entries(), 2)).isEqualTo(journal.entries());
  }

  private static Entry ended(List<Entry> entries, int round) {
    return entries.stream()
        .filter(e -> e instanceof Entry.RoundEnded r && r.round() == round)
        .findFirst()
        .orElseThrow();
  }
}
