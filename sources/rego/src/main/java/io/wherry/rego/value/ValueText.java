package io.wherry.rego.value;

import java.util.List;

/** Writes values as Rego does: a space after commas and colons, sets in braces. */
final class ValueText {
  private ValueText() {}

  static void write(Value value, StringBuilder out) {
    switch (value) {
      case StringValue(var string) -> quote(string, out);
      case NumberValue number -> out.append(number.text());
      case ArrayValue(var items) -> list("[", items, "]", out);
      case SetValue set when set.size() == 0 -> out.append("set()");
      case SetValue set -> list("{", set.items(), "}", out);
      case ObjectValue object -> object(object, out);
      case BoolValue _, NullValue _ -> out.append(value);
    }
  }

  private static void list(String open, List<Value> items, String close, StringBuilder out) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      out.append(i > 0 ? ", " : "");
      write(items.get(i), out);
    }
    out.append(close);
  }

  private static void object(ObjectValue object, StringBuilder out) {
    out.append('{');
    for (int i = 0; i < object.size(); i++) {
      out.append(i > 0 ? ", " : "");
      write(object.keys().get(i), out);
      out.append(": ");
      write(object.values().get(i), out);
    }
    out.append('}');
  }

  /** Only quotes, the backslash and control characters are escaped. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            out.append(String.format("\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
