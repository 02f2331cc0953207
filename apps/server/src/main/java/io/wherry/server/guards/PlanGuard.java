package io.wherry.server.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindGuard;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans: who writes one must be allowed what it will do. A plan whose providers are missing passes:
 * they may be written later, and the rights are asked again when it is started.
 *
 * @source plans-and-migrations.md 1.12
 */
final class PlanGuard implements KindGuard {
  static final String WEBHOOK = "plan.forklift.konveyor";

  private static final String DEFAULT_NETWORK = "forklift.konveyor.io/defaultTransferNetwork";
  private static final Set<String> ENCRYPTED = Set.of("vsphere", "ova");

  @Override
  public KindRef kind() {
    return Kinds.PLAN;
  }

  @Override
  public void complete(Write write) {
    if (write.isCreate()) {
      ObjectNode annotations =
          write.after().withObjectProperty("metadata").withObjectProperty("annotations");
      if (!annotations.has("populatorLabels")) {
        annotations.put("populatorLabels", "True");
      }
    }
    if (write.changesSpec() && write.after().get("spec") instanceof ObjectNode spec) {
      transferNetwork(write, spec);
    }
  }

  private static void transferNetwork(Write write, ObjectNode spec) {
    Optional<ObjectNode> destination = Rights.provider(write, write.after(), "destination");
    if (spec.hasNonNull("transferNetwork") || destination.filter(Rights::isHost).isEmpty()) {
      return;
    }
    String wanted =
        destination.get().path("metadata").path("annotations").path(DEFAULT_NETWORK).asText();
    int slash = wanted.indexOf('/');
    String namespace =
        slash < 0 ? spec.path("targetNamespace").asText() : wanted.substring(0, slash);
    String name = wanted.substring(slash + 1);
    if (!name.isEmpty() && write.world().get(Kinds.NAD, namespace, name).isPresent()) {
      spec.putObject("transferNetwork").put("namespace", namespace).put("name", name);
    }
  }

  @Override
  public void check(Write write) {
    if (!write.changesSpec()) {
      return;
    }
    JsonNode plan = write.after();
    Optional<ObjectNode> source = Rights.provider(write, plan, "source");
    Optional<ObjectNode> destination = Rights.provider(write, plan, "destination");
    if (source.isEmpty() || destination.isEmpty()) {
      return;
    }
    Rights rights = new Rights(WEBHOOK, write);
    for (String side : List.of("source", "destination")) {
      JsonNode ref = plan.path("spec").path("provider").path(side);
      rights.require("get", Kinds.PROVIDER, Rights.namespace(ref, plan), ref.path("name").asText());
    }
    rights.requireMachines(plan, source.get(), destination.get());
    requireDynamicStorage(write, source.get(), destination.get());
    requireFeatures(plan, Rights.type(source.get()));
  }

  /** Volumes are made for each disk: a class that makes none leaves the plan waiting for ever. */
  private static void requireDynamicStorage(
      Write write, ObjectNode source, ObjectNode destination) {
    JsonNode spec = write.after().path("spec");
    boolean any =
        spec.path("warm").asBoolean()
            || Rights.type(source).equals("vsphere")
            || !Rights.isHost(destination);
    if (any) {
      return;
    }
    JsonNode ref = spec.path("map").path("storage");
    Optional<ObjectNode> map =
        write
            .world()
            .get(
                Kinds.STORAGE_MAP, Rights.namespace(ref, write.after()), ref.path("name").asText());
    List<String> bad = new ArrayList<>();
    if (map.isPresent()) {
      for (JsonNode pair : map.get().path("spec").path("map")) {
        String name = pair.path("destination").path("storageClass").asText();
        write
            .world()
            .get(Kinds.STORAGE_CLASS, "", name)
            .filter(c -> c.path("provisioner").asText().equals("kubernetes.io/no-provisioner"))
            .ifPresent(_ -> bad.add(name));
      }
    }
    if (!bad.isEmpty()) {
      throw ApiFailure.denied(
          WEBHOOK, "Static storage class(es) found: [" + String.join(" ", bad) + "]", List.of());
    }
  }

  private static void requireFeatures(JsonNode plan, String type) {
    if (type.equals("openstack") && plan.path("spec").path("warm").asBoolean()) {
      throw ApiFailure.denied(
          WEBHOOK, "warm migration is not supported by the provider", List.of());
    }
    for (JsonNode vm : plan.path("spec").path("vms")) {
      boolean encrypted = !vm.path("luks").path("name").asText().isEmpty();
      if (encrypted && !ENCRYPTED.contains(type)) {
        throw ApiFailure.denied(
            WEBHOOK,
            "migration of encrypted disks from source provider of type "
                + type
                + " is not supported",
            List.of());
      }
    }
  }
}
