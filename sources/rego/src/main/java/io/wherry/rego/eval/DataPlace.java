package io.wherry.rego.eval;

import io.wherry.rego.eval.World.Hidden;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A place in the document {@code data}, where rules and given data stand beside each other. */
final class DataPlace {
  private final Run run;
  private final World world;
  private final @Nullable RuleTree rules;
  private final @Nullable Value given;
  private final @Nullable Hidden hidden;

  private DataPlace(
      Run run,
      World world,
      @Nullable RuleTree rules,
      @Nullable Value given,
      @Nullable Hidden hidden) {
    this.run = run;
    this.world = world;
    boolean ruled = rules != null && (hidden == null || !hidden.all());
    this.rules = ruled ? rules : null;
    this.given = given;
    this.hidden = hidden;
  }

  static DataPlace root(Run run, World world) {
    return new DataPlace(run, world, run.rules(), world.data, world.hidden());
  }

  /** True when no rule has a say here; then {@link #value()} is all there is. */
  boolean isPlain() {
    return rules == null || rules.children().isEmpty() && rules.groupOrNull() != null;
  }

  /** The whole document at this place; null when undefined. */
  @Nullable Value value() {
    if (rules == null) {
      return given;
    }
    if (rules.children().isEmpty() && rules.groupOrNull() != null) {
      Value made = made();
      return made == null ? given : made;
    }
    TreeMap<Value, Value> entries = new TreeMap<>();
    for (Value key : keys()) {
      Value value = child(key).value();
      if (value != null) {
        run.budget().make(1);
        entries.put(key, value);
      }
    }
    return ObjectValue.copyOf(entries);
  }

  /** What the rules of exactly this place make. */
  private @Nullable Value made() {
    RuleGroup group = rules == null ? null : rules.groupOrNull();
    return group == null ? null : group.value(run, world);
  }

  DataPlace child(Value key) {
    RuleTree below =
        rules != null && key instanceof StringValue(var name) ? rules.child(name) : null;
    Hidden hiddenBelow =
        hidden != null && key instanceof StringValue(var name) ? hidden.child(name) : null;
    Value made = below == null ? made() : null;
    Value value = made == null ? null : Places.child(made, key);
    if (value == null && given != null) {
      value = Places.child(given, key);
    }
    return new DataPlace(run, world, below, value, hiddenBelow);
  }

  Collection<Value> keys() {
    TreeSet<Value> keys = new TreeSet<>();
    if (given != null) {
      keys.addAll(Places.keys(given));
    }
    Value made = made();
    if (made != null) {
      keys.addAll(Places.keys(made));
    }
    if (rules != null) {
      rules.children().keySet().forEach(name -> keys.add(StringValue.of(name)));
    }
    return keys;
  }
}
