package io.wherry.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.MemoryJournal;
import io.wherry.itinerary.Trait;
import io.wherry.itinerary.Voyage;
import io.wherry.itinerary.VoyageListener;
import io.wherry.itinerary.VoyageSetting;
import io.wherry.testkit.crash.TrialWorld.Mood;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrashMatrixTest {
  /** A universe for the trial route. */
  private static class Trial implements Scenario {
    final Set<Mood> mood;
    final TrialOutside outside;
    final MemoryJournal journal = new MemoryJournal();
    boolean cancel;

    Trial(Set<Mood> mood) {
      this.mood = mood;
      this.outside = new TrialOutside(mood);
    }

    @Override
    public Itinerary<TrialWorld> itinerary() {
      return TrialWorld.route();
    }

    @Override
    public Set<? extends Trait> traits() {
      return mood;
    }

    @Override
    public void live(Gate gate) {
      var setting =
          new VoyageSetting(
              new GatedJournal(journal, gate),
              outside,
              outside.clock,
              () -> cancel && outside.checking,
              VoyageListener.NONE);
      assertThat(new Voyage<>(route(), mood, new TrialWorld(outside, gate), setting).run())
          .isPresent();
    }

    Itinerary<TrialWorld> route() {
      return itinerary();
    }

    @Override
    public List<Entry> journal() {
      return journal.entries();
    }

    @Override
    public Object picture() {
      return List.of(
          outside.on, outside.volumes, outside.snapshots.keySet(), journal().getLast().getClass());
    }
  }

  @Test
  void survivesDeathAtEveryCall() {
    CrashMatrix.Result result = CrashMatrix.run(() -> new Trial(Set.of()));
    assertThat(result.deaths()).isEqualTo(2 * result.calls()).isGreaterThan(60);
    assertThat(result.picture().toString())
        .isEqualTo("[false, [volume], [round-1, round-2, round-3], " + Entry.Ended.class + "]");
  }

  @Test
  void undoSurvivesDeathAtEveryCall() {
    CrashMatrix.Result result = CrashMatrix.run(() -> new Trial(Set.of(Mood.FAIL)));
    assertThat(result.deaths()).isEqualTo(2 * result.calls());
    assertThat(result.picture().toString()).isEqualTo("[true, [], [], " + Entry.Ended.class + "]");
  }

  @Test
  void cancelSurvivesDeathAtEveryCall() {
    CrashMatrix.Result result =
        CrashMatrix.run(() -> {
          Trial trial = new Trial(Set.of());
          trial.cancel = true;
          return trial;
        });
    assertThat(result.picture().toString()).isEqualTo("[true, [], [], " + Entry.Ended.class + "]");
    assertThat(((Entry.Ended) result.journal().getLast()).result())
        .isEqualTo(Entry.Result.CANCELLED);
  }

  @Test
  void coverageNamesWhatWasNeverExercised() {
    RouteCoverage coverage = new RouteCoverage(TrialWorld.route());
    Trial plain = new Trial(Set.of());
    plain.live(Gate.open());
    coverage.add(plain);
    assertThatThrownBy(coverage::assertComplete)
        .hasMessageContaining("1 LEAVE_ON=true")
        .hasMessageContaining("1 undo");
    for (Set<Mood> mood : List.of(Set.of(Mood.LEAVE_ON), Set.of(Mood.FAIL))) {
      Trial other = new Trial(mood);
      other.live(Gate.open());
      coverage.add(other);
    }
    coverage.assertComplete();
  }

  @Test
  void noticesAStepThatIsNotRepeatable() {
    assertThatThrownBy(() ->
            CrashMatrix.run(() ->
                new Trial(Set.of()) {
                  @Override
                  Itinerary<TrialWorld> route() {
                    return Itinerary.<TrialWorld>named("trial", 1)
                        .stage(TrialWorld.Part.PREPARE)
                        .go(new Careless())
                        .build();
                  }
                }))
        .isInstanceOf(AssertionError.class);
  }
}
