package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Story;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.runs.EntryJson;
import io.wherry.runs.ProgressJson;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.steps.ImportItineraries;
import io.wherry.vmimport.steps.ImportTrait;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A window onto a Run. */
public record RunView(Resource resource) {

  public ResourceKey key() {
    return new ResourceKey(Kinds.RUN, resource.namespace(), resource.name());
  }

  /** The source's id of the machine. */
  public String vmId() {
    return resource.at("spec", "vm", "id").asText();
  }

  public ResourceKey plan() {
    return new ResourceKey(
        Kinds.PLAN,
        resource.at("spec", "plan", "namespace").asText(),
        resource.at("spec", "plan", "name").asText());
  }

  public String migrationUid() {
    return resource.at("spec", "migration", "uid").asText();
  }

  public ImportOrder order() {
    return ImportOrder.of(resource.at("spec", "order"));
  }

  /** As frozen when the run was made. */
  public Set<ImportTrait> traits() {
    Set<ImportTrait> result = EnumSet.noneOf(ImportTrait.class);
    for (JsonNode n : resource.items("spec", "traits")) {
      result.add(ImportTrait.valueOf(n.asText()));
    }
    return result;
  }

  public Itinerary<ImportWorld> itinerary() {
    return ImportItineraries.of(
        resource.at("spec", "itinerary").asText(), resource.at("spec", "revision").asInt());
  }

  /** True for a run of a Migration; others have the same kind of journal, and another owner. */
  boolean isImport() {
    return resource.text("spec", "migration", "kind").filter("MigMigration"::equals).isEmpty();
  }

  /** True once the run may begin. */
  public boolean isAdmitted() {
    return resource.at("spec", "admitted").asBoolean();
  }

  /** True when the run must turn back. */
  public boolean isCancelWanted() {
    return resource.at("spec", "cancel").asBoolean() || resource.isBeingDeleted();
  }

  public List<Entry> entries() {
    return EntryJson.read(resource.at("status", "entries"));
  }

  public Story story() {
    return Story.of(entries());
  }

  /** True when nothing will happen any more. */
  public boolean isOver() {
    return !resource.at("status", "completed").isMissingNode();
  }

  Progress progress() {
    return ProgressJson.read(resource.at("status", "progress"));
  }

  /** Why the current step waits; empty when it does not. */
  String held() {
    return resource.at("status", "held").asText("");
  }
}
