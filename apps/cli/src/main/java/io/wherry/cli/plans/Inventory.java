package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.WherryException;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Map;

/** What the inventory service has of one provider. */
record Inventory(FabricKubeApi api, Resource provider) {
  /** What people call collections that each type of provider calls otherwise. */
  private static final Map<String, List<String>> OTHER_NAMES =
      Map.of("storages", List.of("datastores", "storagedomains", "volumetypes", "storages"));

  /**
   * The inventory of a provider.
   *
   * @param reference {@code [namespace/]name}
   * @throws InvalidRequest there is none
   */
  static Inventory of(FabricKubeApi api, String namespace, String reference) {
    int slash = reference.indexOf('/');
    String place = slash < 0 ? namespace : reference.substring(0, slash);
    String name = reference.substring(slash + 1);
    return new Inventory(
        api,
        api.get(new ResourceKey(Kinds.PROVIDER, place, name))
            .orElseThrow(() ->
                new InvalidRequest(
                    "There is no provider '%s' in %s. 'wherry get providers -A' lists all."
                        .formatted(name, place))));
  }

  /** The machines with everything that is known of them. Blocks. */
  List<JsonNode> machines() {
    return rows("vms");
  }

  /**
   * A collection's rows. Blocks.
   *
   * @param word singular or plural, in any case
   * @throws InvalidRequest the provider has no such collection
   */
  List<JsonNode> rows(String word) {
    String plural = plural(word.toLowerCase(java.util.Locale.ROOT));
    WherryException last = new InvalidRequest("No collection was named.");
    for (String collection : OTHER_NAMES.getOrDefault(plural, List.of(plural))) {
      try {
        return VmProgress.elements(api.read(path(collection) + "?detail=all&neutral=true"))
            .toList();
      } catch (WherryException e) {
        last = e; // this type of provider calls it otherwise, or has none
      }
    }
    throw last;
  }

  private String path(String collection) {
    return "/inventory/providers/%s/%s/%s"
        .formatted(provider.at("spec", "type").asText(), provider.uid(), collection);
  }

  private static String plural(String word) {
    String plain = word.replace("-", "");
    return plain.endsWith("s") ? plain : plain + "s";
  }
}
