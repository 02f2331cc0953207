package io.wherry.rego.eval;

import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The documents that rules see, and what is known of rules under them. For one thread. */
final class World {
  /** Stands for "known to be undefined" among known values. */
  private static final Object UNDEFINED = new Object();

  /** The world that modifiers changed; null for the first one. */
  final @Nullable World parent;

  final @Nullable Value input;

  /** Data that is no rule; null when there is none. */
  final @Nullable Value data;

  /** Places in data where no rule counts, because a modifier put something there. */
  private final Hidden hidden;

  private final Map<String, Replacement> functions;
  private final Object[] known;
  private @Nullable World bare;
  private final Map<Call, Object> calls = new HashMap<>();

  /** Another function, or a fixed result. */
  record Replacement(@Nullable Callee callee, @Nullable Value result) {}

  private record Call(int group, List<Value> arguments) {}

  /** A tree of places. */
  record Hidden(Map<String, Hidden> below, boolean all) {
    static final Hidden NOTHING = new Hidden(Map.of(), false);
    static final Hidden ALL = new Hidden(Map.of(), true);

    @Nullable Hidden child(String name) {
      return all ? this : below.get(name);
    }

    Hidden with(List<String> path) {
      if (path.isEmpty() || all) {
        return ALL;
      }
      Map<String, Hidden> more = new TreeMap<>(below);
      Hidden next = more.getOrDefault(path.getFirst(), NOTHING);
      more.put(path.getFirst(), next.with(path.subList(1, path.size())));
      return new Hidden(more, false);
    }
  }

  World(@Nullable Value input, @Nullable Value data, int groups) {
    this(null, input, data, Hidden.NOTHING, Map.of(), groups);
  }

  private World(
      @Nullable World parent,
      @Nullable Value input,
      @Nullable Value data,
      Hidden hidden,
      Map<String, Replacement> functions,
      int groups) {
    this.parent = parent;
    this.input = input;
    this.data = data;
    this.hidden = hidden;
    this.functions = functions;
    this.known = new Object[groups];
  }

  World withInput(List<String> path, Value value) {
    return new World(this, put(input, path, value), data, hidden, functions, known.length);
  }

  World withData(List<String> path, Value value) {
    return new World(
        this, input, put(data, path, value), hidden.with(path), functions, known.length);
  }

  World withFunction(String name, Replacement replacement) {
    Map<String, Replacement> more = new HashMap<>(functions);
    more.put(name, replacement);
    return new World(this, input, data, hidden, more, known.length);
  }

  /** What a replacement sees: the functions themselves, so that it may call the one it replaces. */
  World withoutReplacements() {
    if (bare == null) {
      bare = new World(parent, input, data, hidden, Map.of(), known.length);
    }
    return bare;
  }

  /** The same world, as the child of another one. */
  World below(World other) {
    return new World(other, input, data, hidden, functions, known.length);
  }

  private static Value put(@Nullable Value document, List<String> path, Value value) {
    if (path.isEmpty()) {
      return value;
    }
    TreeMap<Value, Value> entries =
        document instanceof ObjectValue object ? object.toMap() : new TreeMap<>();
    Value key = StringValue.of(path.getFirst());
    entries.put(key, put(entries.get(key), path.subList(1, path.size()), value));
    return ObjectValue.copyOf(entries);
  }

  Hidden hidden() {
    return hidden;
  }

  boolean hidesNothing() {
    return hidden == Hidden.NOTHING;
  }

  /** What stands for the function here; null when it stands for itself. */
  @Nullable Replacement replacement(String function) {
    return functions.isEmpty() ? null : functions.get(function);
  }

  boolean knows(int group) {
    return known[group] != null;
  }

  @Nullable Value known(int group) {
    return known[group] == UNDEFINED ? null : (Value) known[group];
  }

  void learn(int group, @Nullable Value value) {
    known[group] = value == null ? UNDEFINED : value;
  }

  boolean knows(int group, List<Value> arguments) {
    return calls.containsKey(new Call(group, arguments));
  }

  @Nullable Value known(int group, List<Value> arguments) {
    Object found = calls.get(new Call(group, arguments));
    return found == UNDEFINED ? null : (Value) found;
  }

  void learn(int group, List<Value> arguments, @Nullable Value value) {
    calls.put(new Call(group, arguments), value == null ? UNDEFINED : value);
  }
}
