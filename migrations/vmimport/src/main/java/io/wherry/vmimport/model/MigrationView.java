package io.wherry.vmimport.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Conditions;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import io.wherry.spi.Ref;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** A Migration. {@code resource.view(MigrationView::new)}. */
public record MigrationView(Resource resource) {

  public NamespacedRef plan() {
    return NamespacedRef.of(resource.at("spec", "plan"), resource.namespace());
  }

  /** VMs to cancel. */
  public List<Ref> cancel() {
    return resource.items("spec", "cancel").stream().map(Refs::of).toList();
  }

  /**
   * Earliest cutover of one VM; its own wins over the one for all.
   *
   * @throws InvalidRequest not a time with offset
   */
  public Optional<Instant> cutover(String vmId) {
    return resource.items("spec", "vmCutover").stream()
        .filter(n -> n.path("id").asText().equals(vmId))
        .map(n -> n.path("cutover"))
        .findFirst()
        .or(() -> Optional.of(resource.at("spec", "cutover")))
        .filter(n -> !n.asText().isEmpty())
        .map(this::instant);
  }

  public boolean resumeConversion() {
    return resource.at("spec", "resumeConversion").asBoolean();
  }

  /** True when the migration has ended: Succeeded, Failed or Canceled. */
  public boolean isTerminal() {
    return hasCondition("Succeeded") || hasCondition("Failed") || hasCondition("Canceled");
  }

  /** True when status has the condition. */
  public boolean hasCondition(String type) {
    return Conditions.has(resource.at("status", "conditions"), type);
  }

  private Instant instant(JsonNode node) {
    try {
      return OffsetDateTime.parse(node.asText()).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidRequest(
          "The cutover '"
              + node.asText()
              + "' of "
              + resource
              + " is not a time with offset; write for example 2026-10-03T22:00:00Z.",
          e);
    }
  }
}
