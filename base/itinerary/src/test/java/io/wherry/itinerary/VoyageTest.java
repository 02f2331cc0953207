package io.wherry.itinerary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.Category;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.problems.StaleWrite;
import io.wherry.problems.SubjectRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class VoyageTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final StepState DONE = StepState.done();
  private static final StepState NOT_STARTED = StepState.notStarted();

  enum Only implements Stage {
    ONE;

    @Override
    public String wire() {
      return "One";
    }

    @Override
    public String description() {
      return "";
    }
  }

  enum Kind implements Trait {
    FAST
  }

  private final List<String> world = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final MemoryJournal journal = new MemoryJournal();
  private final List<String> held = new ArrayList<>();
  private Instant now = START;
  private BooleanSupplier cancel = () -> false;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private final VoyageListener listener =
      new VoyageListener() {
        @Override
        public void held(LegKey leg, Problem why) {
          held.add(leg + ": " + why.text());
        }
      };

  private Optional<Entry.Result> run(ScriptedStep... steps) {
    Itinerary.Builder<List<String>> route =
        Itinerary.<List<String>>named("test", 1).stage(Only.ONE);
    List.of(steps).forEach(route::go);
    return new Voyage<>(route.build(), Set.of(), world, setting(journal)).run();
  }

  private VoyageSetting setting(Journal where) {
    Waiter waiter =
        atMost -> {
          waits.add(atMost);
          now = now.plus(atMost);
        };
    return new VoyageSetting(where, waiter, clock, () -> cancel.getAsBoolean(), listener);
  }

  private String trouble() {
    return Story.of(journal.entries()).stopped().orElseThrow().trouble().text();
  }

  private static Problem problem(String message) {
    return new Problem(
        EngineProblem.InvalidRequest, Category.Critical, new SubjectRef("x", "y"), message, "Do.");
  }

  @Test
  void looksBeforeItActs() {
    var result =
        run(new ScriptedStep("a").sees(DONE), new ScriptedStep("b").sees(NOT_STARTED).sees(DONE));
    assertThat(result).contains(Entry.Result.SUCCEEDED);
    assertThat(world).containsExactly("look a", "look b", "act b", "look b");
    assertThat(waits).isEmpty();
  }

  @Test
  void waitsAsLongAsAStepSays() {
    run(
        new ScriptedStep("a")
            .sees(StepState.underway(Duration.ofSeconds(7)))
            .sees(StepState.underway(Duration.ofSeconds(3)))
            .sees(DONE));
    assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(3));
  }

  @Test
  void undoesInReverseOrderAfterAFailure() {
    var result =
        run(
            new ScriptedStep("a").sees(DONE),
            new ScriptedStep("b").sees(DONE),
            new ScriptedStep("c").sees(new StepState.Broken(problem("Broken."))),
            new ScriptedStep("d").sees(DONE));
    assertThat(result).contains(Entry.Result.FAILED);
    assertThat(ScriptedStep.deeds(world))
        .containsExactly("undo c FAILED", "undo b FAILED", "undo a FAILED");
    assertThat(trouble()).isEqualTo("Broken. Do.");
  }

  @Test
  void whatCannotBeUndoneIsWrittenDownAndTheRestIsUndone() {
    run(
        new ScriptedStep("a").sees(DONE),
        new ScriptedStep("b").sees(DONE).undoing(() -> Optional.of(new InvalidRequest("stuck"))),
        new ScriptedStep("c").sees(new StepState.Broken(problem("Broken."))));
    assertThat(ScriptedStep.deeds(world)).endsWith("undo b FAILED", "undo a FAILED");
    assertThat(Story.of(journal.entries()).leftBehind().values()).containsExactly("stuck");
  }

  @Test
  void cancelTurnsBackAtOnceAndOnlyOverWhatBegan() {
    cancel = () -> !waits.isEmpty();
    var result =
        run(
            new ScriptedStep("a").sees(DONE),
            new ScriptedStep("b").sees(StepState.underway(Duration.ofHours(1))),
            new ScriptedStep("c").sees(DONE));
    assertThat(result).contains(Entry.Result.CANCELLED);
    assertThat(ScriptedStep.deeds(world)).containsExactly("undo b CANCELLED", "undo a CANCELLED");
  }

  @Test
  void cancelledBeforeItBeganTouchesNothing() {
    cancel = () -> true;
    assertThat(run(new ScriptedStep("a").sees(DONE))).contains(Entry.Result.CANCELLED);
    assertThat(world).isEmpty();
  }

  @Test
  void anAbsentPeerIsAskedAgainWithGrowingPauses() {
    var gone = new PeerUnavailable("The peer is away.");
    run(
        new ScriptedStep("a")
            .throwsWhenLooking(gone)
            .throwsWhenLooking(gone)
            .throwsWhenLooking(gone)
            .sees(DONE));
    assertThat(waits)
        .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
    assertThat(held).hasSize(3).allMatch(h -> h.contains("The peer is away."));
  }

  @Test
  void aConflictIsLookedAtAgainAtOnce() {
    run(new ScriptedStep("a").throwsWhenLooking(new StaleWrite("changed")).sees(DONE));
    assertThat(waits).isEmpty();
  }

  @Test
  void aRefusalIsHeldForSomeMinutesThenFails() {
    var result = run(new ScriptedStep("a").throwsWhenLooking(new PeerRefused("Quota reached.")));
    assertThat(result).contains(Entry.Result.FAILED);
    assertThat(trouble()).contains("Quota reached.");
    assertThat(Duration.between(START, now))
        .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(7));
  }

  @Test
  void ourOwnMistakeEndsTheRunAndPointsToTheLog() {
    run(new ScriptedStep("a").throwsWhenLooking(new IllegalStateException("oops")));
    assertThat(trouble()).contains("oops").contains("server log");
  }

  @Test
  void aStepThatTakesTooLongFails() {
    var result =
        run(
            new ScriptedStep("a")
                .sees(StepState.underway(Duration.ofMinutes(4)))
                .within(Duration.ofMinutes(10)));
    assertThat(result).contains(Entry.Result.FAILED);
    assertThat(trouble()).contains("did not finish within 10 minutes");
    assertThat(waits)
        .containsExactly(Duration.ofMinutes(4), Duration.ofMinutes(4), Duration.ofMinutes(2));
  }

  @Test
  void aHoldShowsItsReasonAndComesBack() {
    run(
        new ScriptedStep("a")
            .sees(NOT_STARTED)
            .acts(() -> new ActResult.Hold(problem("Not yet."), Duration.ofSeconds(9)))
            .sees(DONE));
    assertThat(held).containsExactly("a: Not yet. Do.");
    assertThat(waits).containsExactly(Duration.ofSeconds(9));
  }

  @Test
  void givingUpFails() {
    var result =
        run(
            new ScriptedStep("a")
                .sees(NOT_STARTED)
                .acts(() -> new ActResult.GaveUp(problem("Never."))));
    assertThat(result).contains(Entry.Result.FAILED);
  }

  @Test
  void actsWithoutEffectArePaced() {
    ScriptedStep step = new ScriptedStep("a").within(Duration.ofSeconds(10)).sees(NOT_STARTED);
    assertThat(run(step)).contains(Entry.Result.FAILED);
    assertThat(world.size()).isLessThan(40);
  }

  @Test
  void interruptionLeavesTheRunToTheNextProgram() {
    Thread.currentThread().interrupt();
    assertThat(run(new ScriptedStep("a").sees(DONE))).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(run(new ScriptedStep("a").sees(DONE))).contains(Entry.Result.SUCCEEDED);
  }

  @Test
  void aFinishedRunIsNotRunAgain() {
    run(new ScriptedStep("a").sees(DONE));
    int before = journal.entries().size();
    assertThat(run(new ScriptedStep("a").sees(DONE))).contains(Entry.Result.SUCCEEDED);
    assertThat(journal.entries()).hasSize(before);
    assertThat(world).containsExactly("look a");
  }

  @Test
  void refusesTheJournalOfAnotherRoute() {
    run(new ScriptedStep("a").sees(DONE));
    var other =
        Itinerary.<List<String>>named("test", 2)
            .stage(Only.ONE)
            .go(new ScriptedStep("a").sees(DONE))
            .build();
    assertThatThrownBy(() -> new Voyage<>(other, Set.of(), world, setting(journal)).run())
        .isInstanceOf(Defect.class)
        .hasMessageContaining("revision 1")
        .hasMessageContaining("revision 2");
    assertThatThrownBy(() -> new Voyage<>(other, Set.of(Kind.FAST), world, setting(journal)).run())
        .isInstanceOf(Defect.class);
  }

  @Test
  void factsAreKeptForLaterSteps() {
    run(new ScriptedStep("a").sees(new StepState.Done(Map.of("firmware", "uefi"))));
    assertThat(Story.of(journal.entries()).fact("a", "firmware")).contains("uefi");
  }

  @Test
  void anAbsentJournalKeeperIsWaitedFor() {
    int[] failures = {3};
    Journal flaky =
        new Journal() {
          @Override
          public List<Entry> entries() {
            return journal.entries();
          }

          @Override
          public void add(List<Entry> entries) {
            if (failures[0]-- > 0) {
              throw new PeerUnavailable("away");
            }
            journal.add(entries);
          }
        };
    var route =
        Itinerary.<List<String>>named("test", 1)
            .stage(Only.ONE)
            .go(new ScriptedStep("a").sees(DONE))
            .build();
    assertThat(new Voyage<>(route, Set.of(), world, setting(flaky)).run())
        .contains(Entry.Result.SUCCEEDED);
    assertThat(waits).hasSize(3);
  }

  @Test
  void refusesAStepWithoutAStage() {
    assertThatThrownBy(
            () -> Itinerary.<List<String>>named("bad", 1).go(new ScriptedStep("a").sees(DONE)))
        .isInstanceOf(Defect.class)
        .hasMessageContaining("no stage");
  }
}
