package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Condition;
import io.wherry.problems.Category;
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
        kept.add(read(c));
      }
    }
    return kept;
  }

  /** A condition as stored. */
  static Condition read(JsonNode c) {
    List<String> items = new ArrayList<>();
    c.path("items").forEach(i -> items.add(i.asText()));
    return new Condition(
        c.path("type").asText(),
        category(c.path("category").asText()),
        c.path("reason").asText(),
        c.path("message").asText(),
        c.path("suggestion").asText(),
        items,
        c.path("durable").asBoolean());
  }

  private static Category category(String name) {
    for (Category category : Category.values()) {
      if (category.name().equals(name)) {
        return category;
      }
    }
    return Category.Advisory;
  }
}
