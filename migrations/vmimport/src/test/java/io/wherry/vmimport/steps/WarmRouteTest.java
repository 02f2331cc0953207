package io.wherry.vmimport.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Entry;
import io.wherry.spi.PowerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmRouteTest {
  private static final ImportTrait[] ALL = {
    ImportTrait.SWITCHES_POWER, ImportTrait.NEEDS_CONVERSION, ImportTrait.AWAITS_CONSOLIDATION
  };

  private static ImportScenario after(int rounds) {
    return WarmScenario.after(rounds, ALL);
  }

  private static List<String> steps(ImportScenario s) {
    return s.journal().stream()
        .filter(Entry.Began.class::isInstance)
        .map(e -> ((Entry.Began) e).leg().toString())
        .toList();
  }

  private static String warnings(ImportScenario s) {
    return s.journal().stream()
        .filter(Entry.Finished.class::isInstance)
        .map(e -> ((Entry.Finished) e).facts().getOrDefault("warnings", ""))
        .reduce("", (a, b) -> a + b);
  }

  @Test
  void takesThePhasesOfTheContract() {
    ImportScenario s = after(1).live();
    assertThat(s.result()).as(s.trouble()).isEqualTo(Entry.Result.SUCCEEDED);
    assertThat(steps(s))
        .containsExactly(
            "Started",
            "CreateInitialSnapshot",
            "WaitForInitialSnapshot",
            "StoreInitialSnapshotDeltas",
            "CreateDataVolumes",
            "CopyDisks",
            "CopyingPaused",
            "RemovePreviousSnapshot (round 1)",
            "WaitForPreviousSnapshotRemoval (round 1)",
            "CreateSnapshot (round 1)",
            "WaitForSnapshot (round 1)",
            "StoreSnapshotDeltas (round 1)",
            "AddCheckpoint (round 1)",
            "CopyDisks (round 1)",
            "CopyingPaused (round 1)",
            "StorePowerState",
            "PowerOffSource",
            "WaitForPowerOff",
            "RemovePenultimateSnapshot",
            "WaitForPenultimateSnapshotRemoval",
            "CreateFinalSnapshot",
            "WaitForFinalSnapshot",
            "AddFinalCheckpoint",
            "Finalize",
            "RemoveFinalSnapshot",
            "CreateGuestConversionPod",
            "ConvertGuest",
            "CreateVM",
            "WaitForFinalSnapshotRemoval",
            "Completed");
  }

  @Test
  void theTargetHoldsTheLastByteTheGuestWrote() {
    for (int rounds = 0; rounds < 4; rounds++) {
      ImportScenario s = after(rounds).live();
      assertThat(s.result()).as(s.trouble()).isEqualTo(Entry.Result.SUCCEEDED);
      assertThat(WarmScenario.isExact(s)).as(rounds + " rounds").isTrue();
      assertThat(s.worker().copies()).hasSize(rounds + 2);
      assertThat(s.source.mostSnapshots("vm-1")).isEqualTo(1);
      assertThat(s.picture())
          .noneMatch(l -> l.startsWith("snapshot") || l.startsWith("ticket"))
          .anyMatch(l -> l.contains("\"runStrategy\":\"Always\""));
    }
  }

  @Test
  void laterRoundsCopyOnlyWhatChanged() {
    ImportScenario s = after(2).live();
    List<Long> bytes =
        s.worker().copies().stream().map(c -> Long.parseLong(c.replace(" bytes", ""))).toList();
    assertThat(bytes.getFirst()).isGreaterThan(100_000);
    assertThat(bytes.subList(1, bytes.size())).allMatch(b -> b < bytes.getFirst() / 2);
  }

  @Test
  void withoutCutoverItGoesOnEveryInterval() {
    Instant[] start = new Instant[1];
    ImportScenario s =
        WarmScenario.of(
            x -> {
              start[0] = start[0] == null ? x.cluster.clock.instant() : start[0];
              if (x.cluster.clock.instant().isAfter(start[0].plus(Duration.ofHours(5)))) {
                WarmScenario.cutover(x, x.cluster.clock.instant());
              }
            },
            ALL);
    s.live();
    assertThat(WarmScenario.copies(s)).isBetween(5L, 6L);
    assertThat(WarmScenario.isExact(s)).isTrue();
  }

  @Test
  void thePlansOwnIntervalWins() {
    ImportScenario s =
        WarmScenario.of(
            x -> {
              WarmScenario.annotatePlan(x, "wherry.io/precopy-interval-minutes", "5");
              WarmScenario.cutoverAfter(x, 3);
            },
            ALL);
    Instant start = s.cluster.clock.instant();
    s.live();
    assertThat(Duration.between(start, s.cluster.clock.instant())).isLessThan(Duration.ofHours(1));
  }

  @Test
  void aScheduledCutoverIsKeptToTheMinuteAndMayBeMoved() {
    Instant first = new io.wherry.testkit.TestClock().instant().plus(Duration.ofMinutes(90));
    Instant moved = first.plus(Duration.ofMinutes(45));
    AtomicInteger waits = new AtomicInteger();
    ImportScenario s =
        WarmScenario.of(
            x -> {
              int n = waits.incrementAndGet();
              if (n == 1) {
                WarmScenario.cutover(x, first);
              } else if (n == 8) {
                WarmScenario.cutover(x, moved);
              }
            },
            ALL);
    s.live();
    Instant off =
        s.journal().stream()
            .filter(e -> e instanceof Entry.Began(var l, _) && l.step().equals("StorePowerState"))
            .map(Entry::at)
            .findFirst()
            .orElseThrow();
    assertThat(off).isBetween(moved, moved.plus(Duration.ofMinutes(2)));
  }

  @Test
  void aRemovedCutoverKeepsCopying() {
    AtomicInteger waits = new AtomicInteger();
    ImportScenario s =
        WarmScenario.of(
            x -> {
              int n = waits.incrementAndGet();
              if (n == 1) {
                WarmScenario.cutover(x, x.cluster.clock.instant().plus(Duration.ofMinutes(30)));
              } else if (n == 6) {
                WarmScenario.noCutover(x);
              } else {
                WarmScenario.cutoverAfter(x, 2);
              }
            },
            ALL);
    s.live();
    assertThat(WarmScenario.copies(s)).isEqualTo(3);
  }

  @Test
  void aCutoverInThePastComesAtOnceAfterTheFirstCopy() {
    ImportScenario s =
        WarmScenario.of(x -> WarmScenario.cutover(x, Instant.parse("2001-01-01T00:00:00Z")), ALL)
            .live();
    assertThat(WarmScenario.copies(s)).isEqualTo(1);
    assertThat(WarmScenario.isExact(s)).isTrue();
  }

  @Test
  void aLostChangeTrackingComparesEverythingAndSaysSo() {
    ImportScenario s =
        WarmScenario.of(
            x -> {
              if (WarmScenario.copies(x) == 1) {
                x.machine().loseTracking();
              }
              WarmScenario.cutoverAfter(x, 2);
            },
            ALL);
    s.live();
    assertThat(s.result()).as(s.trouble()).isEqualTo(Entry.Result.SUCCEEDED);
    assertThat(WarmScenario.isExact(s)).isTrue();
    assertThat(warnings(s)).contains("change tracking was reset");
  }

  @Test
  void aGuestThatCannotFlushIsSnapshotWithoutItsHelp() {
    ImportScenario s = after(1);
    s.source.failQuiesced("vm-1", 2);
    s.live();
    assertThat(s.result()).as(s.trouble()).isEqualTo(Entry.Result.SUCCEEDED);
    assertThat(s.source.deeds()).contains("create QUIESCED", "create CRASH");
    assertThat(warnings(s)).contains("did not flush its file systems");
    assertThat(WarmScenario.isExact(s)).isTrue();
  }

  @Test
  void aSnapshotThatCannotBeRemovedFailsBeforeTheCutoverButNotAfterIt() {
    ImportScenario before = after(1);
    before.source.failRemoval("vm-1");
    before.live();
    assertThat(before.trouble()).contains("is not removed").contains("Consolidate the disks");
    ImportScenario late =
        WarmScenario.of(
            x -> {
              WarmScenario.cutoverAfter(x, 0);
              if (x.machine().power() == PowerState.Off
                  && x.source.deeds().contains("create CRASH")) {
                x.source.failRemoval("vm-1");
              }
            },
            ALL);
    late.live();
    assertThat(late.result()).as(late.trouble()).isEqualTo(Entry.Result.SUCCEEDED);
    assertThat(warnings(late)).contains("Remove it at the source");
  }

  @Test
  void finishedRoundsLeaveNoPods() {
    ImportScenario s =
        WarmScenario.of(
            x -> {
              if (WarmScenario.copies(x) == 4) {
                assertThat(x.objects())
                    .filteredOn(l -> l.startsWith("Pod"))
                    .hasSizeLessThanOrEqualTo(1);
              }
              WarmScenario.cutoverAfter(x, 4);
            },
            ALL);
    s.live();
    assertThat(s.result()).isEqualTo(Entry.Result.SUCCEEDED);
  }

  @Test
  void aClockThatIsSetBackDoesNotStopTheRounds() {
    ImportScenario s =
        WarmScenario.of(
            x -> {
              if (WarmScenario.copies(x) == 2 && x.worker().copies().size() == 2) {
                x.cluster.clock.advance(Duration.ofDays(-30));
              }
              WarmScenario.cutoverAfter(x, 3);
            },
            ALL);
    s.live();
    assertThat(WarmScenario.copies(s)).isEqualTo(4);
  }
}
