package io.wherry.operator;

import io.wherry.kube.KubeApi;
import io.wherry.problems.WherryException;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks whether the cluster has what the controllers need, and says what to install. */
final class ClusterCheck {
  private static final String OURS = "apply the definitions in deploy/crds";
  private static final String KUBEVIRT = "install KubeVirt 1.0 or newer";
  private static final String CDI = "install KubeVirt's Containerized Data Importer (CDI)";

  private final KubeApi api;

  /** What was found. */
  record Result(List<String> problems, Set<KindRef> absent) {
    boolean isComplete() {
      return problems.isEmpty();
    }
  }

  ClusterCheck(KubeApi api) {
    this.api = api;
  }

  /** Asks the API. Blocks; what goes wrong is a problem of the result. */
  Result look() {
    List<String> problems = new ArrayList<>();
    try {
      needed().forEach((kind, advice) -> problem(kind, advice).ifPresent(problems::add));
      boolean networks = problem(Kinds.NAD, "").isEmpty();
      return new Result(List.copyOf(problems), networks ? Set.of() : Set.of(Kinds.NAD));
    } catch (WherryException e) {
      return new Result(List.of(String.valueOf(e.getMessage())), Set.of());
    }
  }

  private Optional<String> problem(KindRef kind, String advice) {
    String name = kind.plural() + "." + kind.group();
    Optional<Resource> definition = api.get(new ResourceKey(Kinds.CRD, "", name));
    if (definition.isEmpty()) {
      return Optional.of("CustomResourceDefinition " + name + " is missing: " + advice + ".");
    }
    boolean served =
        definition.get().items("spec", "versions").stream()
            .anyMatch(v ->
                v.path("name").asText().equals(kind.version()) && v.path("served").asBoolean());
    return served
        ? Optional.empty()
        : Optional.of(
            "CustomResourceDefinition %s does not serve version %s: %s."
                .formatted(name, kind.version(), advice));
  }

  private static Map<KindRef, String> needed() {
    Map<KindRef, String> all = new LinkedHashMap<>();
    List.of(
            Kinds.PROVIDER,
            Kinds.HOOK,
            Kinds.NETWORK_MAP,
            Kinds.STORAGE_MAP,
            Kinds.PLAN,
            Kinds.MIGRATION,
            Kinds.MIG_CLUSTER,
            Kinds.MIG_PLAN,
            Kinds.MIG_MIGRATION,
            Kinds.RUN)
        .forEach(kind -> all.put(kind, OURS));
    all.put(Kinds.VM, KUBEVIRT);
    all.put(Kinds.VMI, KUBEVIRT);
    all.put(Kinds.DATA_VOLUME, CDI);
    all.put(Kinds.STORAGE_PROFILE, CDI);
    return all;
  }
}
