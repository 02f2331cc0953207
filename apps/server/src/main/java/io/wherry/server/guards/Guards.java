package io.wherry.server.guards;

import io.wherry.apiserver.KindGuard;
import java.util.List;

/** The guards of the standalone server. */
public final class Guards {
  private Guards() {}

  /** All of them. */
  public static List<KindGuard> all() {
    return List.of(
        new ProviderGuard(),
        new ProviderSecretGuard(),
        new PlanGuard(),
        new MigrationGuard(),
        new LiveMigrationGuard());
  }
}
