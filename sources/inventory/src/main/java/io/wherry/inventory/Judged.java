package io.wherry.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.MachineRules;
import io.wherry.spi.SourceMachine.Concern;
import io.wherry.spi.SourceType;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts what the rules say about a machine into its row.
 *
 * @source inventory-and-providers.md 2.3
 */
final class Judged {
  private Judged() {}

  /**
   * The row as it is when no rules apply.
   *
   * @param own concerns of the collector itself
   */
  static InventoryRow row(
      InventoryRow row, List<Concern> own, SourceType type, MachineRules rules) {
    return rules.judge(type, row.workload()).map(verdict -> with(row, own, verdict)).orElse(row);
  }

  private static InventoryRow with(
      InventoryRow row, List<Concern> own, MachineRules.Verdict verdict) {
    List<Concern> all = new ArrayList<>(own);
    all.addAll(verdict.concerns());
    List<ObjectNode> levels = new ArrayList<>();
    for (ObjectNode level : row.levels()) {
      levels.add(level.has("concerns") ? judged(copy(level), all, verdict) : level);
    }
    return new InventoryRow(
        row.collection(),
        row.id(),
        row.name(),
        row.path(),
        List.copyOf(levels),
        row.machine().map(machine -> machine.withConcerns(List.copyOf(all))),
        judged(copy(row.workload()), all, verdict));
  }

  /** Only fields at the top are set, so what lies below can be shared. */
  private static ObjectNode copy(ObjectNode level) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    level.properties().forEach(field -> result.set(field.getKey(), field.getValue()));
    return result;
  }

  private static ObjectNode judged(
      ObjectNode level, List<Concern> concerns, MachineRules.Verdict verdict) {
    ArrayNode list = level.putArray("concerns");
    for (Concern concern : concerns) {
      list.addObject()
          .put("id", concern.id())
          .put("label", concern.label())
          .put("category", concern.category())
          .put("assessment", concern.assessment());
    }
    level.put("revisionValidated", level.path("revision").asLong(1));
    if (level.has("policyVersion")) {
      level.put("policyVersion", verdict.rulesVersion());
    }
    return level;
  }
}
