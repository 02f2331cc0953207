package io.wherry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.util.List;

/**
 * The manifests of examples/ova, adapted to where the appliance is. Names stay as in the files, so
 * that everything a newcomer reads there is found in the API.
 */
final class DemoPlan {
  static final String NAMESPACE = "demo";
  private static final String SAMPLE = "wherry-mini";

  private final KubeApi api;
  private final Path appliance;
  private final String converter;
  private final String plan;

  DemoPlan(KubeApi api, Path appliance, String converter) {
    this.api = api;
    this.appliance = appliance;
    this.converter = converter;
    this.plan = planName(appliance);
  }

  ResourceKey plan() {
    return new ResourceKey(Kinds.PLAN, NAMESPACE, plan);
  }

  ResourceKey provider() {
    return new ResourceKey(Kinds.PROVIDER, NAMESPACE, "appliances");
  }

  Path appliance() {
    return appliance;
  }

  /** Namespace, Secret and Provider. */
  List<Resource> source() {
    return manifests().stream().filter(r -> isSource(r.kind())).map(this::adapted).toList();
  }

  /** Maps, Plan and Migration for the machine that was found in the appliance. */
  List<Resource> plan(DemoMachine machine) {
    return manifests().stream()
        .filter(r -> !isSource(r.kind()))
        .map(r -> machine.fill(adapted(r), plan))
        .toList();
  }

  private static boolean isSource(String kind) {
    return List.of("Namespace", "Secret", "Provider").contains(kind);
  }

  private static List<Resource> manifests() {
    return Manifests.read(Launch.root().resolve("examples/ova"));
  }

  private Resource adapted(Resource original) {
    ObjectNode tree = original.mutableCopy();
    String url = "localhost:" + appliance.getParent();
    switch (original.kind()) {
      case "Secret" -> ((ObjectNode) tree.get("stringData")).put("url", url);
      case "Provider" -> ((ObjectNode) tree.get("spec")).put("url", url);
      case "Plan" ->
          ((ObjectNode) tree.get("metadata"))
              .withObject("/annotations")
              .put("wherry.io/converter", converter);
      default -> {
        // as in the file
      }
    }
    return new Resource(tree);
  }

  private static String planName(Path appliance) {
    String file = appliance.getFileName().toString().toLowerCase(java.util.Locale.ROOT);
    String name =
        file.replaceFirst("\\.ova$", "").replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    if (name.isEmpty()) {
      throw new InvalidRequest("The file name " + appliance + " has no letter or digit in it.");
    }
    return name.startsWith(SAMPLE) ? SAMPLE : name;
  }

  /** Everything an earlier demo left, in an order that lets finalizers work. */
  void forget() {
    api.delete(new ResourceKey(Kinds.NAMESPACE, "", NAMESPACE));
  }

  boolean forgotten() {
    return api.get(new ResourceKey(Kinds.NAMESPACE, "", NAMESPACE)).isEmpty();
  }
}
