package io.wherry.storage;

/**
 * Labels and annotations that upstream's tools read.
 *
 * @source storage-migration.md section 1.10
 */
public final class Marks {
  private static final String GROUP = "migration.openshift.io/";

  /** Label of targets: UID of the plan. */
  public static final String MIGRATED_BY_PLAN = GROUP + "migrated-by-migplan";

  /** Label of targets: UID of the migration. */
  public static final String MIGRATED_BY_MIGRATION = GROUP + "migrated-by-migmigration";

  /** Label of sources that a machine was switched away from: UID of the plan. */
  public static final String SOURCE_OF = GROUP + "source-for-directvolumemigration";

  /** Annotation of a machine that we have stopped: its run strategy before. */
  public static final String RUN_STRATEGY = GROUP + "vm-run-strategy";

  /** Annotation of a machine that we have stopped: whether it ran. */
  public static final String START_VM = GROUP + "start-vm";

  /** Label of migrations: name of their plan. */
  public static final String PLAN_NAME = GROUP + "migplan-name";

  private Marks() {}
}
