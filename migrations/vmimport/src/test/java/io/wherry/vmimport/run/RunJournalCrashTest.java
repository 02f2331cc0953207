package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Journal;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.runs.RunJournal;
import io.wherry.testkit.crash.CrashMatrix;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedKubeApi;
import io.wherry.vmimport.steps.ImportItineraries;
import io.wherry.vmimport.steps.ImportScenario;
import io.wherry.vmimport.steps.ImportTrait;
import io.wherry.vmimport.steps.SampleOrder;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The crash matrix with the journal where it really is: in the status of a Run. */
class RunJournalCrashTest {
  private static ImportScenario scenario() {
    ImportScenario scenario = new ImportScenario(SampleOrder.plain(), ImportTrait.NEEDS_CONVERSION);
    Resource run =
        RunFactory.make(
            new OrderDesk.Answer.Ready(
                scenario.order, ImportItineraries.cold(), Set.of(ImportTrait.NEEDS_CONVERSION)),
            0);
    ((com.fasterxml.jackson.databind.node.ObjectNode) run.tree().get("metadata"))
        .remove("ownerReferences");
    Resource stored = scenario.cluster.api.create(Kinds.RUN, run);
    ResourceKey key = new RunView(stored).key();
    return scenario.journaledBy(gate -> journal(scenario, key, gate));
  }

  private static Journal journal(ImportScenario scenario, ResourceKey key, Gate gate) {
    var api = new GatedKubeApi(scenario.cluster.api, gate);
    return new RunJournal(api, api.get(key).orElseThrow(), scenario.cluster.clock, 8);
  }

  @Test
  void importSurvivesDeathAtEveryCall() {
    var result = CrashMatrix.run(RunJournalCrashTest::scenario);
    assertThat(result.deaths()).isEqualTo(2 * result.calls());
    assertThat(result.picture().toString()).contains("result SUCCEEDED");
  }
}
