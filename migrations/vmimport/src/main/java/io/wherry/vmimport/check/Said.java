package io.wherry.vmimport.check;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import java.util.List;

/** Builds conditions in few words. */
public final class Said {
  private Said() {}

  /** A blocker. */
  public static Condition critical(String type, String reason, String message, String advice) {
    return new Condition(type, Category.Critical, reason, message, advice, List.of(), false);
  }

  /** A warning. */
  public static Condition warn(String type, String reason, String message, String advice) {
    return new Condition(type, Category.Warn, reason, message, advice, List.of(), false);
  }

  /** Information. */
  public static Condition advisory(String type, String message) {
    return Condition.of(type, Category.Advisory, "", message);
  }

  /** Something that has to be there for Ready. */
  public static Condition required(String type, String reason, String message) {
    return Condition.of(type, Category.Required, reason, message);
  }

  /** The same with the objects it is about. */
  public static Condition about(Condition condition, List<String> items) {
    return new Condition(
        condition.type(),
        condition.category(),
        condition.reason(),
        condition.message(),
        condition.suggestion(),
        items,
        condition.durable());
  }
}
