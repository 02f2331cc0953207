package io.wherry.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Predicate;

/** Values of built-in kinds in kubectl's words. */
final class Cells {
  static final String NONE = "<none>";

  private Cells() {}

  static JsonNode at(JsonNode object, String path) {
    JsonNode node = object;
    for (String step : path.split("\\.")) {
      node = node.path(step);
    }
    return node;
  }

  static String text(JsonNode object, String path) {
    return at(object, path).asText();
  }

  static String textOr(JsonNode object, String path, String otherwise) {
    String found = text(object, path);
    return found.isEmpty() ? otherwise : found;
  }

  /** {@code RWO,RWX}. */
  static String accessModes(JsonNode modes) {
    StringJoiner text = new StringJoiner(",");
    for (JsonNode mode : modes) {
      text.add(
          switch (mode.asText()) {
            case "ReadWriteOnce" -> "RWO";
            case "ReadOnlyMany" -> "ROX";
            case "ReadWriteMany" -> "RWX";
            case "ReadWriteOncePod" -> "RWOP";
            default -> mode.asText();
          });
    }
    return text.toString();
  }

  static String nodeStatus(ObjectNode node) {
    List<String> words = new ArrayList<>();
    for (JsonNode condition : at(node, "status.conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        words.add(condition.path("status").asText().equals("True") ? "Ready" : "NotReady");
      }
    }
    if (words.isEmpty()) {
      words.add("Unknown");
    }
    if (at(node, "spec.unschedulable").asBoolean()) {
      words.add("SchedulingDisabled");
    }
    return String.join(",", words);
  }

  static String nodeRoles(ObjectNode node) {
    String prefix = "node-role.kubernetes.io/";
    List<String> roles = new ArrayList<>();
    for (var label : at(node, "metadata.labels").properties()) {
      if (label.getKey().startsWith(prefix) && label.getKey().length() > prefix.length()) {
        roles.add(label.getKey().substring(prefix.length()));
      }
    }
    roles.sort(null);
    return roles.isEmpty() ? NONE : String.join(",", roles);
  }

  static String nodeAddress(ObjectNode node, String type) {
    for (JsonNode address : at(node, "status.addresses")) {
      if (address.path("type").asText().equals(type)) {
        return address.path("address").asText();
      }
    }
    return NONE;
  }

  static String servicePorts(ObjectNode service) {
    StringJoiner text = new StringJoiner(",");
    for (JsonNode port : at(service, "spec.ports")) {
      String nodePort = port.has("nodePort") ? ":" + port.get("nodePort").asText() : "";
      text.add(port.path("port").asText() + nodePort + "/" + port.path("protocol").asText("TCP"));
    }
    return text.length() == 0 ? NONE : text.toString();
  }

  /** {@code pods: 1/3, requests.storage: 1Gi/5Gi}. */
  static String quota(ObjectNode quota, Predicate<String> keys) {
    StringJoiner text = new StringJoiner(", ");
    JsonNode used = at(quota, "status.used");
    for (var bound : at(quota, "spec.hard").properties()) {
      if (keys.test(bound.getKey())) {
        String now = used.path(bound.getKey()).asText("0");
        text.add(bound.getKey() + ": " + now + "/" + bound.getValue().asText());
      }
    }
    return text.toString();
  }

  static String claim(ObjectNode volume) {
    JsonNode claim = at(volume, "spec.claimRef");
    return claim.has("name")
        ? claim.path("namespace").asText() + "/" + claim.path("name").asText()
        : "";
  }

  static String storageClassName(ObjectNode storageClass) {
    String isDefault =
        at(storageClass, "metadata.annotations")
            .path("storageclass.kubernetes.io/is-default-class")
            .asText();
    return text(storageClass, "metadata.name") + (isDefault.equals("true") ? " (default)" : "");
  }

  static String eventObject(ObjectNode event) {
    return text(event, "involvedObject.kind").toLowerCase(Locale.ROOT)
        + "/"
        + text(event, "involvedObject.name");
  }
}
