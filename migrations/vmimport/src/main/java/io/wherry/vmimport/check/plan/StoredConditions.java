package io.wherry.vmimport.check.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Condition;
import io.wherry.problems.Category;
import java.util.ArrayList;
import java.util.List;

/** Reads conditions as they stand in status. */
public final class StoredConditions {
  private StoredConditions() {}

  /** One condition; a category nobody knows counts as information. */
  public static Condition read(JsonNode c) {
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
