package io.wherry.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an account may do, and what it was seen to do; one right is {@code VERB GROUP/RESOURCE}. */
final class Rights {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Rights() {}

  /** Every right of the roles in the manifests. */
  static Set<String> granted(String manifests) {
    Set<String> rights = new TreeSet<>();
    try (var documents =
        new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(manifests)) {
      while (documents.hasNext()) {
        for (JsonNode rule : documents.next().path("rules")) {
          rule.path("apiGroups")
              .forEach(group ->
                  rule.path("resources")
                      .forEach(resource ->
                          rule.path("verbs")
                              .forEach(verb ->
                                  rights.add(
                                      right(verb.asText(), group.asText(), resource.asText())))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rights;
  }

  private static String right(String verb, String group, String resource) {
    return verb + " " + group + "/" + resource;
  }

  /** One request of an account. */
  record Use(String right, int code) {}

  /** What the account asked for, from a server's audit log. */
  static List<Use> used(Path auditLog, String user) {
    List<Use> uses = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(auditLog)) {
        JsonNode event = JSON.readTree(line);
        JsonNode object = event.path("objectRef");
        if (event.at("/user/username").asText().equals(user) && object.has("resource")) {
          String part = object.path("subresource").asText();
          String resource = object.path("resource").asText() + (part.isEmpty() ? "" : "/" + part);
          uses.add(
              new Use(
                  right(event.path("verb").asText(), object.path("apiGroup").asText(), resource),
                  event.at("/responseStatus/code").asInt()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(auditLog.toString(), e);
    }
    return uses;
  }
}
