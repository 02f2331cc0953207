package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Kubernetes manifests from YAML files. */
final class Manifests {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String FIELD_MANAGER = "wherry";

  private Manifests() {}

  /** All documents of the folder's YAML files, in order of the file names. */
  static List<Resource> read(Path folder) {
    List<Resource> result = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        result.addAll(readFile(file));
      }
    } catch (IOException e) {
      throw new InvalidRequest("The manifests in " + folder + " cannot be read: " + e, e);
    }
    return result;
  }

  private static List<Resource> readFile(Path file) throws IOException {
    List<Resource> result = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      while (documents.hasNext()) {
        if (documents.next() instanceof ObjectNode tree) {
          result.add(new Resource(tree));
        }
      }
    }
    return result;
  }

  /** Applies the object (server-side). */
  static void apply(KubeApi api, Resource resource) {
    Resource _ = api.apply(kindOf(resource), resource, FIELD_MANAGER);
  }

  static KindRef kindOf(Resource resource) {
    return Kinds.find(resource.apiVersion(), resource.kind())
        .orElseThrow(() ->
            new InvalidRequest(
                resource + " (" + resource.apiVersion() + ") is of a kind not known here."));
  }
}
