package io.wherry.vmimport.steps;

import io.wherry.kube.KubeApi;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.KindRef;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.Inventories;
import io.wherry.spi.SourceConnection;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.MachineLabels;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the steps of an import may touch.
 *
 * @param order frozen when the run began
 * @param traits frozen when the run began
 */
public record ImportWorld(ImportOrder order, Set<ImportTrait> traits, Outside outside) {

  /**
   * Everything outside of the run.
   *
   * @param settings as they are now; they may change while a run goes on
   */
  public record Outside(
      KubeApi api,
      Inventories inventories,
      HookRunner hooks,
      Clock clock,
      Supplier<ImportSettings> settings) {}

  public KubeApi api() {
    return outside.api();
  }

  /** The settings now. */
  public ImportSettings settings() {
    return outside.settings().get();
  }

  public boolean has(ImportTrait trait) {
    return traits.contains(trait);
  }

  /** Key of an object in the target namespace. */
  public ResourceKey target(KindRef kind, String name) {
    return new ResourceKey(kind, order.target().namespace(), name);
  }

  /** True when this very run made the object. */
  public boolean isOurs(Resource resource) {
    return resource.labels().entrySet().containsAll(MachineLabels.identity(order).entrySet());
  }

  /**
   * The connection to the source.
   *
   * @throws PeerUnavailable not open (yet)
   */
  public SourceConnection connection() {
    return outside
        .inventories()
        .connection(order.source().provider().uid())
        .orElseThrow(() ->
            new PeerUnavailable(
                "Provider "
                    + order.source().provider().name()
                    + " is not connected now; waiting for it."));
  }
}
