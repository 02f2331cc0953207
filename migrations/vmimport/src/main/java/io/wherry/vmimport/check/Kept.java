package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Condition;
import io.wherry.vmimport.check.plan.StoredConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Conditions that stand although they could not be judged again, for example without inventory. */
final class Kept {
  private Kept() {}

  /** Those of the stored list whose type is meant. */
  static List<Condition> of(JsonNode stored, Predicate<String> types) {
    List<Condition> kept = new ArrayList<>();
    for (JsonNode c : stored) {
      if (types.test(c.path("type").asText()) && !c.path("durable").asBoolean()) {
        kept.add(StoredConditions.read(c));
      }
    }
    return kept;
  }
}
