package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a schema node demands of a value beyond its type. */
record ValueRules(
    Set<String> required,
    List<JsonNode> enums,
    @Nullable Pattern pattern,
    String format,
    Numbers numbers,
    Sizes sizes,
    Combinations combinations) {

  /** Bounds of a number; null where there is none. */
  record Numbers(
      @Nullable BigDecimal minimum,
      @Nullable BigDecimal maximum,
      Set<String> exclusive,
      @Nullable BigDecimal multipleOf) {}

  /** Bounds of lengths; -1 where there is none. */
  record Sizes(Range length, Range items, Range properties, Set<String> flags) {
    boolean uniqueItems() {
      return flags.contains("uniqueItems");
    }
  }

  /** A closed range; -1 for an open end. */
  record Range(long least, long most) {
    boolean tooFew(long value) {
      return least >= 0 && value < least;
    }

    boolean tooMany(long value) {
      return most >= 0 && value > most;
    }
  }

  /** Value validations combined by logic. */
  record Combinations(
      List<SchemaNode> allOf,
      List<SchemaNode> anyOf,
      List<SchemaNode> oneOf,
      @Nullable SchemaNode not) {
    boolean isEmpty() {
      return allOf.isEmpty() && anyOf.isEmpty() && oneOf.isEmpty() && not == null;
    }
  }
}
