package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** JSON patches; any operation that fails makes the call undefined. */
final class JsonPatch {
  private JsonPatch() {}

  static Optional<Value> patch(CallContext context, Arguments arguments) {
    Value document = arguments.value(0);
    for (Value operation : arguments.array(1)) {
      context.budget().make(16);
      document =
          apply(
              document,
              operation instanceof ObjectValue o ? o : arguments.refuse(1, "array of objects"));
    }
    return Optional.of(document);
  }

  private static Value apply(Value document, ObjectValue operation) {
    String name = operation.get("op").map(JsonPatch::text).orElse("");
    List<Value> path = JsonFunctions.path(required(operation, "path"));
    return switch (name) {
      case "add" -> add(document, path, required(operation, "value"));
      case "replace" -> add(remove(document, path), path, required(operation, "value"));
      case "remove" -> remove(document, path);
      case "move" -> {
        List<Value> from = JsonFunctions.path(required(operation, "from"));
        Value moved = at(document, from);
        yield add(remove(document, from), path, moved);
      }
      case "copy" ->
          add(document, path, at(document, JsonFunctions.path(required(operation, "from"))));
      case "test" -> {
        if (!at(document, path).equals(required(operation, "value"))) {
          throw failed("test");
        }
        yield document;
      }
      default -> throw failed("unknown operation " + name);
    };
  }

  private static String text(Value value) {
    return value instanceof StringValue(var text) ? text : value.text();
  }

  private static Value required(ObjectValue operation, String key) {
    return operation.get(key).orElseThrow(() -> failed("missing " + key));
  }

  private static BuiltinException failed(String what) {
    return new BuiltinException("json.patch: " + what);
  }

  private static Value at(Value document, List<Value> path) {
    Value found = document;
    for (Value key : path) {
      found = child(found, key);
    }
    return found;
  }

  private static Value child(Value value, Value key) {
    return switch (value) {
      case ObjectValue object -> object.get(key).orElseThrow(() -> failed("path not found"));
      case ArrayValue(var items) -> items.get(index(key, items.size() - 1));
      case SetValue set when set.contains(key) -> key;
      default -> throw failed("path not found");
    };
  }

  private static int index(Value key, int most) {
    try {
      int index = Integer.parseInt(text(key));
      if (index >= 0 && index <= most && text(key).equals(Integer.toString(index))) {
        return index;
      }
    } catch (NumberFormatException e) {
      throw failed("no index: " + text(key));
    }
    throw failed("index out of range");
  }

  private static Value change(Value value, List<Value> path, UnaryOperator<Value> parent) {
    if (path.size() == 1) {
      return parent.apply(value);
    }
    Value key = path.getFirst();
    Value changed = change(child(value, key), path.subList(1, path.size()), parent);
    return switch (value) {
      case ObjectValue object -> {
        TreeMap<Value, Value> entries = object.toMap();
        entries.put(key, changed);
        yield ObjectValue.copyOf(entries);
      }
      case ArrayValue(var items) -> {
        List<Value> copy = new ArrayList<>(items);
        copy.set(index(key, items.size() - 1), changed);
        yield new ArrayValue(copy);
      }
      case SetValue set -> {
        List<Value> copy = new ArrayList<>(set.items());
        copy.remove(key);
        copy.add(changed);
        yield SetValue.copyOf(copy);
      }
      default -> throw failed("path not found");
    };
  }

  private static Value add(Value document, List<Value> path, Value added) {
    if (path.isEmpty()) {
      return added;
    }
    Value key = path.getLast();
    return change(
        document,
        path,
        parent ->
            switch (parent) {
              case ObjectValue object -> {
                TreeMap<Value, Value> entries = object.toMap();
                entries.put(key, added);
                yield ObjectValue.copyOf(entries);
              }
              case ArrayValue(var items) -> {
                List<Value> copy = new ArrayList<>(items);
                copy.add(text(key).equals("-") ? items.size() : index(key, items.size()), added);
                yield new ArrayValue(copy);
              }
              case SetValue set when key.equals(added) -> {
                List<Value> copy = new ArrayList<>(set.items());
                copy.add(added);
                yield SetValue.copyOf(copy);
              }
              default -> throw failed("path not found");
            });
  }

  private static Value remove(Value document, List<Value> path) {
    if (path.isEmpty()) {
      return io.wherry.rego.value.NullValue.NULL;
    }
    Value key = path.getLast();
    return change(
        document,
        path,
        parent ->
            switch (parent) {
              case ObjectValue object when object.has(key) -> {
                TreeMap<Value, Value> entries = object.toMap();
                Value _ = entries.remove(key);
                yield ObjectValue.copyOf(entries);
              }
              case ArrayValue(var items) -> {
                List<Value> copy = new ArrayList<>(items);
                Value _ = copy.remove(index(key, items.size() - 1));
                yield new ArrayValue(copy);
              }
              case SetValue set when set.contains(key) ->
                  SetValue.copyOf(set.items().stream().filter(i -> !i.equals(key)).toList());
              default -> throw failed("path not found");
            });
  }
}
