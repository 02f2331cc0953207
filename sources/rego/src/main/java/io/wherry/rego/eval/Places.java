package io.wherry.rego.eval;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands where inside values. */
final class Places {
  private static final StringValue[] NO_KEYS = {};

  private Places() {}

  /** The value at the key; a set's member is its own key. */
  static @Nullable Value child(Value value, Value key) {
    return switch (value) {
      case ObjectValue object -> object.find(key);
      case ArrayValue(var items) -> item(items, key);
      case SetValue set -> set.contains(key) ? key : null;
      default -> null;
    };
  }

  private static @Nullable Value item(List<Value> items, Value key) {
    boolean index =
        key instanceof NumberValue n && n.isLong() && n.asLong() >= 0 && n.asLong() < items.size();
    return index ? items.get((int) ((NumberValue) key).asLong()) : null;
  }

  /** All keys, in order; none for values that are no collections. */
  static List<Value> keys(Value value) {
    return switch (value) {
      case ObjectValue object -> object.keys();
      case SetValue set -> set.items();
      case ArrayValue(var items) -> indexes(items.size());
      default -> List.of(NO_KEYS);
    };
  }

  private static List<Value> indexes(int size) {
    List<Value> indexes = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      indexes.add(NumberValue.of(i));
    }
    return indexes;
  }

  /** {@code .name} or {@code [key]}. */
  static String shown(Value key) {
    return key instanceof StringValue(var name) && name.matches("[A-Za-z_][A-Za-z0-9_]*")
        ? "." + name
        : "[" + key.text() + "]";
  }
}
