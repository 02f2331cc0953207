package io.wherry.rego.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values from JSON and back. Sets become arrays; keys that are no strings become their text. */
public final class JsonValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonValues() {}

  /**
   * @throws ArithmeticException a number has too many digits
   */
  public static Value of(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> array(node);
      case OBJECT, POJO -> object(node);
      case BOOLEAN -> BoolValue.of(node.booleanValue());
      case NUMBER -> number(node);
      case STRING, BINARY -> StringValue.of(node.asText());
      case NULL, MISSING -> NullValue.NULL;
    };
  }

  private static Value array(JsonNode node) {
    List<Value> items = new ArrayList<>(node.size());
    node.forEach(item -> items.add(of(item)));
    return new ArrayValue(items);
  }

  private static Value object(JsonNode node) {
    Map<Value, Value> entries = new TreeMap<>();
    node.properties().forEach(e -> entries.put(StringValue.of(e.getKey()), of(e.getValue())));
    return ObjectValue.copyOf(entries);
  }

  private static Value number(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return NumberValue.of(node.longValue());
    }
    if (node.isBigDecimal() || node.isBigInteger()) {
      return NumberValue.parse(node.decimalValue().toString());
    }
    // Infinite numbers cannot come from JSON text, but from trees that were built.
    double number = node.doubleValue();
    return Double.isFinite(number) ? NumberValue.parse(plain(number)) : NumberValue.ZERO;
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).toPlainString();
  }

  public static JsonNode json(Value value) {
    return switch (value) {
      case NullValue _ -> JSON.nullNode();
      case BoolValue bool -> JSON.booleanNode(bool.holds());
      case NumberValue number when number.isLong() -> JSON.numberNode(number.asLong());
      case NumberValue number when number.isWhole() -> JSON.numberNode(number.whole());
      case NumberValue number -> JSON.numberNode(number.decimal());
      case StringValue(var string) -> JSON.textNode(string);
      case ArrayValue(var items) -> list(items);
      case SetValue set -> list(set.items());
      case ObjectValue object -> tree(object);
    };
  }

  private static ArrayNode list(List<Value> items) {
    ArrayNode list = JSON.arrayNode(items.size());
    items.forEach(item -> list.add(json(item)));
    return list;
  }

  private static ObjectNode tree(ObjectValue object) {
    ObjectNode tree = JSON.objectNode();
    for (int i = 0; i < object.size(); i++) {
      tree.set(key(object.keys().get(i)), json(object.values().get(i)));
    }
    return tree;
  }

  private static String key(Value key) {
    return key instanceof StringValue(var string) ? string : json(key).toString();
  }
}
