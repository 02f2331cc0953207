package io.wherry.storage.run;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import io.wherry.storage.StorageSettings;
import java.time.Clock;
import java.util.List;

/** The controllers that carry out MigMigrations. Close after the controller runtime. */
public final class RunControllers implements AutoCloseable {
  private final MigrationController migrations;
  private final RunKeeper runs;

  public RunControllers(KubeApi api, Clock clock, StorageSettings settings) {
    var outside = new StorageWorld.Outside(api, clock, settings);
    this.migrations = new MigrationController(outside);
    this.runs = new RunKeeper(outside);
  }

  /** Controllers {@code migmigrations} and {@code storage-runs}. */
  public List<ControllerSpec> specs() {
    return List.of(migrations.spec(), runs.spec());
  }

  /** Looks at the clock again; needed only where the clock is simulated. */
  public void tick() {
    runs.tick();
  }

  /** Interrupts all runs; they go on at the next start. */
  @Override
  public void close() {
    runs.close();
  }
}
