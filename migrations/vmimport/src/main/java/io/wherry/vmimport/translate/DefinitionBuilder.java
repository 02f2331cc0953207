package io.wherry.vmimport.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Target;
import java.util.List;

/**
 * Makes the target's machine from the spec of the source's own VirtualMachine: everything stays,
 * but volumes and networks are the target's.
 *
 * @source inventory-and-providers.md section 4.6
 */
final class DefinitionBuilder {
  private final ImportOrder order;
  private final ObjectNode definition;

  DefinitionBuilder(ImportOrder order) {
    this.order = order;
    this.definition = order.machine().extras().definition();
  }

  /** Whether the source has one. */
  boolean applies() {
    return definition.has("template");
  }

  /** Fills the machine's spec, and the spec of its template. */
  void into(ObjectNode spec, ObjectNode inner) {
    for (String reference : List.of("instancetype", "preference")) {
      if (definition.has(reference) && !spec.has(reference)) {
        ObjectNode copy = definition.get(reference).deepCopy();
        copy.remove("revisionName"); // of the other cluster
        spec.set(reference, copy);
      }
    }
    ObjectNode source = definition.path("template").path("spec").deepCopy();
    for (JsonNode volume : source.path("volumes")) {
      move((ObjectNode) volume);
    }
    ObjectNode devices = source.withObject("/domain/devices");
    new DeviceBuilder(order, GuestFacts.NONE).nics(devices, source);
    source.properties().forEach(field -> inner.set(field.getKey(), field.getValue()));
  }

  private void move(ObjectNode volume) {
    String claim =
        volume
            .path("persistentVolumeClaim")
            .path("claimName")
            .asText(volume.path("dataVolume").path("name").asText());
    for (Target.Disk disk : order.target().disks()) {
      if (!claim.isEmpty() && disk.id().endsWith("/" + claim)) {
        volume.remove("dataVolume");
        volume.putObject("persistentVolumeClaim").put("claimName", disk.claim());
      }
    }
  }
}
