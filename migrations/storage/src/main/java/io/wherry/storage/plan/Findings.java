package io.wherry.storage.plan;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import java.util.ArrayList;
import java.util.List;

/** Collects conditions. A literal {@code []} in a message becomes the list of what is affected. */
final class Findings {
  static final String NOT_SUPPORTED = "NotSupported";

  private final List<Condition> all = new ArrayList<>();

  void add(String type, Category category, String reason, String message) {
    all.add(Condition.of(type, category, reason, message));
  }

  /** Adds the finding unless nothing is affected. */
  void about(List<String> items, Condition finding) {
    if (!items.isEmpty()) {
      String message = finding.message().replace("[]", String.join(", ", items));
      all.add(
          new Condition(
              finding.type(),
              finding.category(),
              finding.reason(),
              message,
              finding.suggestion(),
              items,
              false));
    }
  }

  List<Condition> all() {
    return all;
  }
}
