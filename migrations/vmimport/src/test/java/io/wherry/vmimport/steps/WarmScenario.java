package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Entry;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Warm imports of a machine that writes all the time, with a Migration that decides the cutover.
 */
final class WarmScenario {
  static final ResourceKey MIGRATION = new ResourceKey(Kinds.MIGRATION, "plans", "go-1");
  private static final ResourceKey PLAN = new ResourceKey(Kinds.PLAN, "plans", "wave-1");

  private WarmScenario() {}

  /** Stays in precopy until the event on waiting sets a cutover. */
  static ImportScenario of(Consumer<ImportScenario> onWait, ImportTrait... traits) {
    PlayedCluster cluster = new PlayedCluster();
    var _ = cluster.api.create(Kinds.PLAN, Resource.of(Kinds.PLAN, PLAN.namespace(), PLAN.name()));
    Resource migration =
        cluster.api.create(
            Kinds.MIGRATION, Resource.of(Kinds.MIGRATION, MIGRATION.namespace(), MIGRATION.name()));
    SampleOrder order = SampleOrder.plain().running().of(migration.uid());
    ImportScenario scenario = new ImportScenario(order, cluster, traits).warm();
    scenario.onWait(() -> {
      if (scenario.machine().power() == io.wherry.spi.PowerState.On) {
        scenario.machine().write();
      }
      onWait.accept(scenario);
    });
    return scenario;
  }

  /** Cut over after so many rounds beyond the first copy. */
  static ImportScenario after(int rounds, ImportTrait... traits) {
    return of(s -> cutoverAfter(s, rounds), traits);
  }

  static void cutoverAfter(ImportScenario s, int rounds) {
    if (copies(s) > rounds) {
      cutover(s, s.cluster.clock.instant());
    }
  }

  /** Finished copies before the cutover. */
  static long copies(ImportScenario s) {
    return s.journal().stream()
        .filter(e -> e instanceof Entry.Finished(var leg, _, _) && leg.step().equals("CopyDisks"))
        .count();
  }

  /** The user sets the time. */
  static void cutover(ImportScenario s, Instant at) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("cutover", at.toString());
    var _ = s.cluster.api.patch(MIGRATION, patch);
  }

  static void noCutover(ImportScenario s) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").putNull("cutover");
    var _ = s.cluster.api.patch(MIGRATION, patch);
  }

  static void annotatePlan(ImportScenario s, String key, String value) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").putObject("annotations").put(key, value);
    var _ = s.cluster.api.patch(PLAN, patch);
  }

  /** True when both target disks are what the machine left when it went off. */
  static boolean isExact(ImportScenario s) {
    return s.order.target().disks().stream()
        .allMatch(d -> s.worker().holds(d.claim(), s.machine().content(d.id())));
  }
}
