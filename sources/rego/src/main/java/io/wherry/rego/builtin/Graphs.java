package io.wherry.rego.builtin;

import io.wherry.rego.builtin.Builtin.Outcomes;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Documents as graphs and trees. */
final class Graphs {
  private Graphs() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.of("graph.reachable", 2, Graphs::reachable),
        new Builtin("walk", 1, Outcomes.SEVERAL, Graphs::walk));
  }

  private static Optional<Value> reachable(CallContext context, Arguments arguments) {
    ObjectValue graph = arguments.object(0);
    Deque<Value> waiting = new ArrayDeque<>(arguments.items(1));
    TreeSet<Value> reached = new TreeSet<>();
    while (!waiting.isEmpty()) {
      Value node = waiting.pop();
      Optional<Value> edges = graph.get(node);
      if (edges.isPresent() && reached.add(node)) {
        List<Value> next = edges(edges.get());
        context.budget().make(1 + next.size());
        waiting.addAll(next);
      }
    }
    return Optional.of(SetValue.copyOf(reached));
  }

  private static List<Value> edges(Value value) {
    return switch (value) {
      case ArrayValue(var items) -> items;
      case SetValue set -> set.items();
      default -> List.of();
    };
  }

  /** All pairs of a path and the value there. */
  private static Optional<Value> walk(CallContext context, Arguments arguments) {
    List<Value> found = new ArrayList<>();
    walk(context, arguments.value(0), List.of(), found);
    return Optional.of(new ArrayValue(found));
  }

  private static void walk(CallContext context, Value value, List<Value> path, List<Value> found) {
    context.budget().make(3 + path.size());
    found.add(ArrayValue.of(new ArrayValue(path), value));
    switch (value) {
      case ArrayValue(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          walk(context, items.get(i), longer(path, NumberValue.of(i)), found);
        }
      }
      case ObjectValue object ->
          object
              .entries()
              .forEach(e -> walk(context, e.getValue(), longer(path, e.getKey()), found));
      case SetValue set -> set.forEach(item -> walk(context, item, longer(path, item), found));
      default -> {}
    }
  }

  private static List<Value> longer(List<Value> path, Value key) {
    List<Value> longer = new ArrayList<>(path);
    longer.add(key);
    return longer;
  }
}
