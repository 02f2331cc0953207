package io.wherry.vmimport.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.control.ControllerRuntime;
import io.wherry.control.ControllerSpec;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.run.RunControllers;
import io.wherry.vmimport.steps.NoHooks;
import io.wherry.vmimport.steps.PlayedCluster;
import io.wherry.vmimport.steps.PlayedCluster.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Validation and runs together, as the server has them. */
class CheckedMigrationTest {
  private final World world = new World();
  private final PlayedCluster cluster = new PlayedCluster(_ -> world.api);
  private final ControllerRuntime runtime =
      new ControllerRuntime(world.api, world.clock, new SimpleMeterRegistry());
  private final RunControllers runs =
      new RunControllers(
          new RunControllers.Surroundings(
              world.api,
              world.inventories,
              world.types(),
              new NoHooks(),
              world.clock,
              runtime::wake),
          () -> ImportSettings.DEFAULTS);

  @BeforeEach
  void start() {
    world.controllers.followInventories(runtime::wake);
    List<ControllerSpec> specs = new ArrayList<>(world.controllers.specs());
    specs.addAll(runs.specs());
    runtime.start(specs);
    world.small();
  }

  @AfterEach
  void stop() {
    runtime.close();
    runs.close();
    world.api.close();
  }

  private void migrate(String name) {
    world.put(
        Kinds.MIGRATION,
        "{metadata: {namespace: mig, name: "
            + name
            + "}, spec: {plan: {namespace: mig, name: wave}}}");
  }

  private void until(BooleanSupplier met) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          boolean done = met.getAsBoolean();
          if (!done) {
            world.clock.advance(Duration.ofMillis(700));
            cluster.play();
            runs.tick();
            runtime.tick();
          }
          return done;
        });
  }

  private boolean planShows(String condition) {
    return world.conditions(Kinds.PLAN, "wave").contains(condition);
  }

  @Test
  void planBecomesReadyRunsAndSucceeds() {
    migrate("go");
    until(() -> planShows("Succeeded/Advisory/"));
    Resource vm = world.api.list(Kinds.VM, Selection.in("apps")).getFirst();
    assertThat(vm.name()).isEqualTo("web");
    assertThat(vm.label("vmID")).contains("vm-1");
    List<Resource> claims = world.api.list(Kinds.PVC, Selection.in("apps"));
    assertThat(claims).isNotEmpty();
    assertThat(claims.getFirst().name()).matches("wave-web-disk-0-[a-z0-9]{8}");
    assertThat(planShows("Executing/Advisory/")).isFalse();
  }

  @Test
  void failedPlanSucceedsWithASecondMigration() {
    cluster.fate("copy", _ -> new Fate.Failure("Damaged.", "Export again.", false));
    migrate("first");
    until(() -> planShows("Failed/Advisory/"));
    List<Resource> claims = world.api.list(Kinds.PVC, Selection.in("apps"));
    assertThat(claims).hasSize(1);
    cluster.fate("copy", _ -> PlayedCluster.COPIED);
    migrate("second");
    until(() -> planShows("Succeeded/Advisory/"));
    assertThat(planShows("Failed/Advisory/")).isFalse();
    assertThat(world.api.list(Kinds.PVC, Selection.in("apps")).stream().map(Resource::uid).toList())
        .containsExactly(claims.getFirst().uid());
  }

  @Test
  void machineThatVanishesBeforeItsRunIsCanceled() {
    until(() -> planShows("Ready/Required/"));
    world.inventories.machines.clear();
    migrate("go");
    world.inventories.changed();
    until(
        () -> planShows("Canceled/Advisory/NotFound") || planShows("VMNotFound/Critical/NotFound"));
    assertThat(world.api.list(Kinds.VM, Selection.in("apps"))).isEmpty();
  }
}
