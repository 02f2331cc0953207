package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code fieldPath} of a rule: {@code .spec.size} or {@code ['odd.name']}. */
final class FieldPaths {
  private static final Pattern STEP =
      Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_-]*)|\\['((?:[^'\\\\]|\\\\.)*)'\\]");

  private FieldPaths() {}

  /**
   * What to append to the node's own path.
   *
   * @return null when the path is malformed or leads to no field of the schema
   */
  static @Nullable String suffix(String fieldPath, JsonNode schema) {
    StringBuilder suffix = new StringBuilder();
    JsonNode at = schema;
    Matcher steps = STEP.matcher(fieldPath);
    int end = 0;
    while (end < fieldPath.length()) {
      if (!steps.find(end) || steps.start() != end) {
        return null;
      }
      String plain = steps.group(1);
      String name = plain == null ? steps.group(2).replaceAll("\\\\(.)", "$1") : plain;
      boolean property = at.path("properties").has(name);
      at = property ? at.path("properties").path(name) : at.path("additionalProperties");
      if (!at.isObject()) {
        return null;
      }
      suffix.append(property ? "." + name : "[" + name + "]");
      end = steps.end();
    }
    return suffix.toString();
  }
}
