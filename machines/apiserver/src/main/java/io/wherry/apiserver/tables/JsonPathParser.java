package io.wherry.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.tables.JsonPath.Step;
import io.wherry.problems.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a {@link JsonPath}. One use. */
final class JsonPathParser {
  private static final Pattern FILTER =
      Pattern.compile(
          "\\?\\(\\s*@(?<path>[^=!<>]*?)\\s*((?<op>==|!=|<=|>=|<|>)\\s*(?<value>.+?))?\\s*\\)");
  private static final Pattern INDEX = Pattern.compile("-?[0-9]{1,9}");

  private final String text;
  private int position;

  JsonPathParser(String text) {
    String trimmed = text.trim();
    boolean braced = trimmed.startsWith("{") && trimmed.endsWith("}");
    this.text = braced ? trimmed.substring(1, trimmed.length() - 1) : trimmed;
  }

  List<Step> steps() {
    if (text.startsWith("$") || text.startsWith("@")) {
      position = 1;
    }
    List<Step> steps = new ArrayList<>();
    while (position < text.length()) {
      steps.add(next());
    }
    return steps;
  }

  private Step next() {
    char c = text.charAt(position);
    if (c == '.') {
      position++;
      return position < text.length() && text.charAt(position) == '[' ? bracket() : name();
    }
    if (c == '[') {
      return bracket();
    }
    if (position == 0) {
      return name();
    }
    throw refused();
  }

  private Step name() {
    StringBuilder name = new StringBuilder();
    while (position < text.length() && ".[".indexOf(text.charAt(position)) < 0) {
      if (text.charAt(position) == '\\' && position + 1 < text.length()) {
        position++;
      }
      name.append(text.charAt(position++));
    }
    String field = name.toString();
    if (field.isEmpty() && position < text.length()) {
      throw refused();
    }
    return field.equals("*") ? (node, into) -> node.forEach(into::add) : field(field);
  }

  private static Step field(String name) {
    return (node, into) -> {
      if (name.isEmpty()) {
        into.add(node);
      } else if (node.has(name)) {
        into.add(node.get(name));
      }
    };
  }

  private Step bracket() {
    int end = closing();
    String inner = text.substring(position + 1, end).trim();
    position = end + 1;
    if (inner.equals("*")) {
      return (node, into) -> node.forEach(into::add);
    }
    if (INDEX.matcher(inner).matches()) {
      return index(Integer.parseInt(inner));
    }
    if (inner.startsWith("?")) {
      return filter(inner);
    }
    if (inner.length() >= 2 && "'\"".indexOf(inner.charAt(0)) >= 0) {
      return field(inner.substring(1, inner.length() - 1));
    }
    throw refused();
  }

  private int closing() {
    char quote = 0;
    for (int i = position; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == ']') {
        return i;
      }
    }
    throw refused();
  }

  private static Step index(int index) {
    return (node, into) -> {
      int at = index < 0 ? node.size() + index : index;
      if (node.isArray() && node.has(at)) {
        into.add(node.get(at));
      }
    };
  }

  private Step filter(String inner) {
    Matcher matcher = FILTER.matcher(inner);
    if (!matcher.matches()) {
      throw refused();
    }
    JsonPath path = JsonPath.parse("@" + matcher.group("path"));
    String operator = matcher.group("op");
    String value = operator == null ? "" : unquoted(matcher.group("value"));
    return (node, into) -> {
      for (JsonNode element : node) {
        List<JsonNode> found = path.find(element);
        boolean holds =
            operator == null
                ? !found.isEmpty()
                : !found.isEmpty() && holds(found.getFirst(), operator, value);
        if (holds) {
          into.add(element);
        }
      }
    };
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && "'\"".indexOf(value.charAt(0)) >= 0;
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static boolean holds(JsonNode found, String operator, String value) {
    int order = compare(found, value);
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case ">" -> order > 0;
      case "<=" -> order <= 0;
      default -> order >= 0;
    };
  }

  private static int compare(JsonNode found, String value) {
    if (found.isNumber()) {
      try {
        return Double.compare(found.asDouble(), Double.parseDouble(value));
      } catch (NumberFormatException _) {
        return found.asText().compareTo(value);
      }
    }
    return found.asText().compareTo(value);
  }

  private InvalidRequest refused() {
    return new InvalidRequest(
        "The JSON path " + text + " is not supported; see kubectl's JSONPath subset.");
  }
}
