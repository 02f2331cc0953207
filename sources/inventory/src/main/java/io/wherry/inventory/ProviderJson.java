package io.wherry.inventory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes providers as the inventory shows them.
 *
 * @source inventory-and-providers.md 1.6
 */
final class ProviderJson {
  /** Counters that are not simply the collection without its last letter. */
  private static final Map<String, String> COUNTERS =
      Map.of(
          "storagedomains", "storageDomainCount",
          "volumetypes", "volumeTypeCount",
          "storageclasses", "storageClassCount");

  private ProviderJson() {}

  static String type(Resource provider) {
    return provider.text("spec", "type").orElse("");
  }

  static ObjectNode base(Resource provider) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("uid", provider.uid())
        .put("version", provider.resourceVersion())
        .put("namespace", provider.namespace())
        .put("name", provider.name())
        .put("selfLink", "providers/" + type(provider) + "/" + provider.uid());
  }

  /** With the object (without its secret) and the number of rows per collection. */
  static ObjectNode full(
      Resource provider, List<String> collections, Optional<MemoryInventory> rows) {
    ObjectNode object = provider.mutableCopy();
    if (object.path("spec") instanceof ObjectNode spec) {
      spec.remove("secret");
    }
    ObjectNode result = base(provider).put("type", type(provider));
    result.set("object", object);
    result.put("apiVersion", "").put("product", "");
    for (String collection : collections) {
      if (!collection.equals("appliances")) {
        result.put(counter(collection), rows.map(r -> r.rows(collection).size()).orElse(0));
      }
    }
    return result;
  }

  private static String counter(String collection) {
    return COUNTERS.getOrDefault(
        collection, collection.substring(0, collection.length() - 1) + "Count");
  }
}
