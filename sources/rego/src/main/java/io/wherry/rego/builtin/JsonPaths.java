package io.wherry.rego.builtin;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps or removes what paths name. */
final class JsonPaths {
  /** Paths put together: what is named, and what is named below it. */
  private record Tree(Map<Value, Tree> below, boolean[] named) {
    static Tree of(List<List<Value>> paths) {
      Tree root = new Tree(new TreeMap<>(), new boolean[1]);
      for (List<Value> path : paths) {
        Tree node = root;
        for (Value key : path) {
          node = node.below.computeIfAbsent(key, _ -> new Tree(new TreeMap<>(), new boolean[1]));
        }
        node.named[0] = true;
      }
      return root;
    }

    boolean isNamed() {
      return named[0];
    }

    /** Array indexes may be written as text. */
    @Nullable Tree child(Value key) {
      Tree child = below.get(key);
      return child == null && !(key instanceof StringValue)
          ? below.get(StringValue.of(key.text()))
          : child;
    }
  }

  private JsonPaths() {}

  static Value filter(Value document, List<List<Value>> paths) {
    return keep(document, Tree.of(paths));
  }

  private static Value keep(Value value, Tree tree) {
    if (tree.isNamed()) {
      return value;
    }
    return switch (value) {
      case ObjectValue object -> {
        TreeMap<Value, Value> kept = new TreeMap<>();
        for (var entry : object.entries()) {
          Tree below = tree.child(entry.getKey());
          if (below != null) {
            kept.put(entry.getKey(), keep(entry.getValue(), below));
          }
        }
        yield ObjectValue.copyOf(kept);
      }
      case ArrayValue(var items) -> {
        List<Value> kept = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
          Tree below = tree.child(io.wherry.rego.value.NumberValue.of(i));
          if (below != null) {
            kept.add(keep(items.get(i), below));
          }
        }
        yield new ArrayValue(kept);
      }
      default -> value;
    };
  }

  static Value remove(Value document, List<List<Value>> paths) {
    return without(document, Tree.of(paths));
  }

  private static Value without(Value value, Tree tree) {
    return switch (value) {
      case ObjectValue object -> {
        TreeMap<Value, Value> left = new TreeMap<>();
        for (var entry : object.entries()) {
          Tree below = tree.child(entry.getKey());
          if (below == null || !below.isNamed()) {
            left.put(
                entry.getKey(),
                below == null ? entry.getValue() : without(entry.getValue(), below));
          }
        }
        yield ObjectValue.copyOf(left);
      }
      case ArrayValue(var items) -> {
        List<Value> left = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
          Tree below = tree.child(io.wherry.rego.value.NumberValue.of(i));
          if (below == null || !below.isNamed()) {
            left.add(below == null ? items.get(i) : without(items.get(i), below));
          }
        }
        yield new ArrayValue(left);
      }
      default -> value;
    };
  }
}
