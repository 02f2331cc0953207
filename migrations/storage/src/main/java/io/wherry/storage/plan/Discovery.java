package io.wherry.storage.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.Resource;
import io.wherry.storage.Marks;
import java.util.List;
import java.util.Optional;

/**
 * Finds the volumes of a plan's namespaces. What users have written into an entry stays; what they
 * have left out is filled in. Pure.
 *
 * @source storage-migration.md section 2.4
 */
record Discovery(PlanFacts facts, String suffix) {

  /** The new {@code spec.persistentVolumes}. */
  ArrayNode entries() {
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    facts.claims().all().stream().filter(this::isWanted).map(this::entry).forEach(entries::add);
    return entries;
  }

  private boolean isWanted(Resource claim) {
    boolean bound = claim.text("status", "phase").filter("Bound"::equals).isPresent();
    boolean part =
        claim.items("metadata", "ownerReferences").stream()
            .anyMatch(o -> o.path("kind").asText().equals("PersistentVolumeClaim"));
    boolean ours =
        claim.name().endsWith("-mig-" + suffix)
            || claim
                .label(Marks.MIGRATED_BY_PLAN)
                .filter(facts.plan().resource().uid()::equals)
                .isPresent();
    return bound && !part && !ours && claim.label(Marks.SOURCE_OF).isEmpty();
  }

  private ObjectNode entry(Resource claim) {
    String volume = claim.at("spec", "volumeName").asText();
    ObjectNode entry = written(claim, volume);
    String sourceClass = claim.at("spec", "storageClassName").asText();
    boolean copyable = facts.claims().uses().obstacle(claim).isEmpty();
    entry.put("name", volume).put("capacity", capacity(claim, volume));
    entry.put("storageClass", sourceClass);
    ObjectNode supported = entry.putObject("supported");
    supported.set("actions", array(copyable ? List.of("copy", "skip") : List.of("skip")));
    supported.set("copyMethods", array(List.of("filesystem", "block")));
    fillSelection(entry, claim, copyable && isChosen(claim));
    fillClaim(entry, claim);
    return entry;
  }

  private ObjectNode written(Resource claim, String volume) {
    Optional<PlanVolume> before =
        facts.plan().volumes().stream()
            .filter(v ->
                v.node().path("name").isMissingNode() || v.source().equals(claim.name())
                    ? v.source().equals(claim.name()) && v.namespace().equals(claim.namespace())
                    : v.name().equals(volume))
            .findFirst();
    return before
        .map(v -> (ObjectNode) v.node().deepCopy())
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  private boolean isChosen(Resource claim) {
    return facts.claims().uses().machines(claim).stream().anyMatch(facts.plan()::isFor)
        && facts.claims().uses().pods(claim).isEmpty();
  }

  private String capacity(Resource claim, String volume) {
    return claim
        .text("status", "capacity", "storage")
        .or(() ->
            facts.claims().volumes().stream()
                .filter(v -> v.name().equals(volume))
                .findFirst()
                .flatMap(v -> v.text("spec", "capacity", "storage")))
        .or(() -> claim.text("spec", "resources", "requests", "storage"))
        .orElse("0");
  }

  private void fillSelection(ObjectNode entry, Resource claim, boolean copied) {
    ObjectNode selection = entry.withObjectProperty("selection");
    boolean block = claim.text("spec", "volumeMode").filter("Block"::equals).isPresent();
    putMissing(selection, "action", copied ? "copy" : "skip");
    putMissing(selection, "copyMethod", block ? "block" : "filesystem");
    putMissing(
        selection,
        "storageClass",
        facts.classes().preferredFor(claim.at("spec", "storageClassName").asText()));
  }

  private void fillClaim(ObjectNode entry, Resource claim) {
    ObjectNode pvc = entry.withObjectProperty("pvc");
    String target = new PlanVolume(entry).target();
    if (target.isEmpty()) {
      target = TargetNames.of(claim.name(), suffix);
    }
    ClaimUses uses = facts.claims().uses();
    pvc.put("namespace", claim.namespace()).put("name", claim.name() + ":" + target);
    if (!pvc.has("accessModes")) {
      pvc.set("accessModes", array(List.of("auto")));
    }
    putMissing(pvc, "volumeMode", "auto");
    pvc.put("hasReference", !uses.machines(claim).isEmpty() || !uses.pods(claim).isEmpty());
    pvc.put("ownerType", uses.ownerType(claim));
  }

  private static void putMissing(ObjectNode into, String field, String value) {
    JsonNode present = into.path(field);
    if (present.asText().isEmpty()) {
      into.put(field, value);
    }
  }

  private static ArrayNode array(List<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return array;
  }
}
