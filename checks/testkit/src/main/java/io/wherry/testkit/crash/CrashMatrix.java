package io.wherry.testkit.crash;

import io.wherry.itinerary.Entry;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/**
 * Kills a run at every outside call, before and after it took effect, starts it again from the
 * journal and demands the same end.
 *
 * @source style-and-architecture.md C6
 */
public final class CrashMatrix {
  private CrashMatrix() {}

  /** What the matrix has done. */
  public record Result(int calls, int deaths, Object picture, List<Entry> journal) {}

  /** Runs the matrix; fails with the call at which a death changed the end. */
  public static Result run(Supplier<Scenario> universe) {
    Scenario undisturbed = universe.get();
    Gate open = Gate.open();
    undisturbed.live(open);
    Object expected = undisturbed.picture();
    Assertions.assertThat(ends(undisturbed)).as("the undisturbed run ends once").isEqualTo(1);
    int deaths = 0;
    int calls = open.calls().size();
    for (int n = 1; n <= calls; n++) {
      for (Gate.Moment moment : Gate.Moment.values()) {
        deaths += dieOnce(universe.get(), Gate.killingAt(n, moment), expected);
      }
    }
    return new Result(calls, deaths, expected, undisturbed.journal());
  }

  private static int dieOnce(Scenario scenario, Gate deadly, Object expected) {
    String where = "nobody died";
    int deaths = 0;
    try {
      scenario.live(deadly);
    } catch (Death death) {
      where = String.valueOf(death.getMessage());
      deaths = 1;
      live(scenario, where);
    }
    Assertions.assertThat(scenario.picture()).as(where).isEqualTo(expected);
    Assertions.assertThat(ends(scenario)).as(where + ": ends once").isEqualTo(1);
    return deaths;
  }

  private static void live(Scenario scenario, String where) {
    try {
      scenario.live(Gate.open());
    } catch (RuntimeException e) {
      throw new AssertionError("The second life failed; " + where, e);
    }
  }

  private static long ends(Scenario scenario) {
    return scenario.journal().stream().filter(Entry.Ended.class::isInstance).count();
  }
}
