package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.KindDefinition.Names;
import io.wherry.apiserver.KindDefinition.Origin;
import io.wherry.apiserver.KindDefinition.Subresource;
import io.wherry.apiserver.PrinterColumn;
import io.wherry.resources.KindRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the kinds out of a CustomResourceDefinition. */
final class CustomKinds {
  private CustomKinds() {}

  /** One definition per served version, the preferred version first. */
  static List<KindDefinition> of(ObjectNode crd) {
    JsonNode spec = crd.path("spec");
    List<JsonNode> versions = new ArrayList<>();
    spec.path("versions").forEach(versions::add);
    versions.sort(Comparator.comparing(v -> v.path("name").asText(), VersionOrder.PREFERRED_FIRST));
    return versions.stream()
        .filter(v -> v.path("served").asBoolean())
        .map(v -> definition(spec, v))
        .toList();
  }

  private static KindDefinition definition(JsonNode spec, JsonNode version) {
    JsonNode names = spec.path("names");
    boolean namespaced = spec.path("scope").asText().equals("Namespaced");
    KindRef ref =
        new KindRef(
            spec.path("group").asText(),
            version.path("name").asText(),
            names.path("kind").asText(),
            names.path("plural").asText(),
            namespaced ? KindRef.Scope.Namespaced : KindRef.Scope.Cluster);
    return new KindDefinition(
        ref,
        new Names(
            names.path("singular").asText(ref.kind().toLowerCase(Locale.ROOT)),
            texts(names.path("shortNames")),
            texts(names.path("categories"))),
        subresources(version.path("subresources")),
        version.path("schema").path("openAPIV3Schema"),
        columns(version.path("additionalPrinterColumns")),
        selectable(version.path("selectableFields")),
        Origin.CUSTOM);
  }

  private static Set<Subresource> subresources(JsonNode node) {
    Set<Subresource> found = EnumSet.noneOf(Subresource.class);
    for (Subresource subresource : Subresource.values()) {
      if (node.has(subresource.path())) {
        found.add(subresource);
      }
    }
    return found;
  }

  private static List<PrinterColumn> columns(JsonNode node) {
    List<PrinterColumn> columns = new ArrayList<>();
    for (JsonNode column : node) {
      columns.add(
          new PrinterColumn(
              column.path("name").asText(),
              column.path("type").asText(),
              column.path("format").asText(),
              column.path("description").asText(),
              column.path("priority").asInt(),
              column.path("jsonPath").asText()));
    }
    return columns;
  }

  private static List<String> selectable(JsonNode node) {
    List<String> paths = new ArrayList<>();
    node.forEach(f -> paths.add(f.path("jsonPath").asText()));
    return paths;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(t -> texts.add(t.asText()));
    return texts;
  }
}
