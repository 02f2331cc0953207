package io.wherry.vmimport.run;

import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.draft.ObservedPlan;
import io.wherry.vmimport.model.ProviderView;
import io.wherry.vmimport.order.Options;
import io.wherry.vmimport.translate.GuestOs;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the KubeVirt preference for a machine's system: what the administrator's map names, else
 * what the common preferences call it; none where the target has no such preference.
 *
 * @source inventory-and-providers.md section 4.1
 */
final class Preferences {
  private final KubeApi api;
  private final ObservedPlan seen;

  Preferences(KubeApi api, ObservedPlan seen) {
    this.api = api;
    this.seen = seen;
  }

  Options.Preference of(SourceMachine machine) {
    Optional<ProviderView> source = seen.providers().source();
    String type = source.map(ProviderView::typeName).orElse("");
    if (machine.osType().isEmpty()) {
      return Options.Preference.NONE;
    }
    String name =
        mapped(source, type, machine.osType())
            .orElse(GuestOs.of(type, machine.osType()).preference());
    return name.isEmpty() ? Options.Preference.NONE : existing(name);
  }

  /** The map stands beside the plan or its provider. */
  private Optional<String> mapped(Optional<ProviderView> source, String type, String osType) {
    String map = "forklift-" + type + "-osmap";
    return Stream.concat(
            Stream.of(seen.plan().resource().namespace()),
            source.stream().map(p -> p.resource().namespace()))
        .distinct()
        .flatMap(ns -> api.get(new ResourceKey(Kinds.CONFIG_MAP, ns, map)).stream())
        .flatMap(m -> m.text("data", osType).stream())
        .findFirst();
  }

  private Options.Preference existing(String name) {
    String namespace = seen.plan().targetNamespace();
    return Stream.of(Kinds.PREFERENCE, Kinds.CLUSTER_PREFERENCE)
        .filter(kind -> isThere(kind, kind.equals(Kinds.PREFERENCE) ? namespace : "", name))
        .findFirst()
        .map(kind -> new Options.Preference(kind.kind(), name))
        .orElse(Options.Preference.NONE);
  }

  private boolean isThere(KindRef kind, String namespace, String name) {
    try {
      Optional<Resource> found = api.get(new ResourceKey(kind, namespace, name));
      return found.isPresent();
    } catch (InvalidRequest _) {
      // A cluster without instance types serves no preferences.
      return false;
    }
  }
}
