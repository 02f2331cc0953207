package io.wherry.vmimport.run;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.Inventories;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.steps.HookRunner;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The controllers that carry out migrations. Give {@link #specs()} to the controller runtime; close
 * after it: runs are interrupted then, and go on at the next start.
 */
public final class RunControllers implements AutoCloseable {
  private final PlanRunController plans;
  private final RunController runs;

  /**
   * What the controllers need from outside.
   *
   * @param wake controller name and key, for example {@code ControllerRuntime::wake}
   */
  public record Surroundings(
      KubeApi api,
      Inventories inventories,
      Map<SourceType, SourceProvider> providers,
      HookRunner hooks,
      Clock clock,
      BiConsumer<String, ResourceKey> wake) {}

  public RunControllers(Surroundings around, Supplier<ImportSettings> settings) {
    this(
        around,
        settings,
        new PlanOrders(around.api(), around.inventories(), around.providers(), settings));
  }

  RunControllers(Surroundings around, Supplier<ImportSettings> settings, OrderDesk desk) {
    RunIndex index = new RunIndex(around.api());
    Dispatcher dispatcher = new Dispatcher(around.api(), index, settings, around.clock());
    this.plans =
        new PlanRunController(around.api(), desk, index, dispatcher, around.clock(), settings);
    this.runs =
        new RunController(
            new ImportWorld.Outside(
                around.api(), around.inventories(), around.hooks(), around.clock(), settings),
            index,
            dispatcher,
            plan -> around.wake().accept(PlanRunController.NAME, plan));
  }

  /** Controllers {@code migrations} (by Plan) and {@code runs} (by Run). */
  public List<ControllerSpec> specs() {
    return List.of(plans.spec(), runs.spec());
  }

  /** Looks at the clock again; needed only where the clock is simulated. */
  public void tick() {
    runs.tick();
  }

  /** Interrupts all runs and waits for them, up to two seconds each. */
  @Override
  public void close() {
    runs.close();
  }
}
