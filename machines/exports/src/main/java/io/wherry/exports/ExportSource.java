package io.wherry.exports;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an export offers.
 *
 * @param claims names of claims, in the machine's order
 * @param machine name; empty for a claim by itself
 * @param obstacle why nothing can be read now; empty when all can
 */
record ExportSource(List<String> claims, String machine, String obstacle) {
  /** Looks at the export's source. */
  static ExportSource of(KubeApi api, Resource export) {
    String namespace = export.namespace();
    String kind = export.text("spec", "source", "kind").orElse("");
    String name = export.text("spec", "source", "name").orElse("");
    return switch (kind) {
      case "VirtualMachine" ->
          api.get(new ResourceKey(Kinds.VM, namespace, name))
              .map(vm -> checked(api, namespace, claims(vm), name))
              .orElseGet(() -> none("There is no VirtualMachine " + name + "."));
      case "PersistentVolumeClaim" -> checked(api, namespace, List.of(name), "");
      default ->
          none(
              "A source of kind '%s' cannot be exported; VirtualMachine and PersistentVolumeClaim can."
                  .formatted(kind));
    };
  }

  private static ExportSource none(String obstacle) {
    return new ExportSource(List.of(), "", obstacle);
  }

  private static List<String> claims(Resource vm) {
    return claims(vm.at("spec", "template", "spec", "volumes"));
  }

  private static List<String> claims(JsonNode volumes) {
    List<String> claims = new ArrayList<>();
    for (JsonNode volume : volumes) {
      String claim =
          volume
              .at("/persistentVolumeClaim/claimName")
              .asText(volume.at("/dataVolume/name").asText());
      if (!claim.isEmpty()) {
        claims.add(claim);
      }
    }
    return claims;
  }

  private static ExportSource checked(
      KubeApi api, String namespace, List<String> claims, String machine) {
    List<String> obstacles = new ArrayList<>();
    for (String claim : claims) {
      Optional<Resource> found = api.get(new ResourceKey(Kinds.PVC, namespace, claim));
      boolean bound =
          found.flatMap(c -> c.text("status", "phase")).filter("Bound"::equals).isPresent();
      if (!bound) {
        obstacles.add("Claim " + claim + " is not bound.");
      } else if (isBeingFilled(api, namespace, claim)) {
        obstacles.add("DataVolume " + claim + " is not complete.");
      }
    }
    for (Resource instance : api.list(Kinds.VMI, Selection.in(namespace))) {
      List<String> used = claims(instance.at("spec", "volumes"));
      if (used.stream().anyMatch(claims::contains)) {
        obstacles.add("Machine " + instance.name() + " is running and may write.");
      }
    }
    return new ExportSource(claims, machine, String.join(" ", obstacles));
  }

  private static boolean isBeingFilled(KubeApi api, String namespace, String claim) {
    return api.get(new ResourceKey(Kinds.DATA_VOLUME, namespace, claim))
        .filter(d -> !d.text("status", "phase").orElse("").equals("Succeeded"))
        .isPresent();
  }
}
