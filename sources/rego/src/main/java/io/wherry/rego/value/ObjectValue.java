package io.wherry.rego.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map from any value to any value; iterates in the order of keys. */
public final class ObjectValue implements Value {
  public static final ObjectValue EMPTY = new ObjectValue(List.of(), List.of());

  // Two sorted lists take less memory than a tree, and inventories hold many small objects.
  private final List<Value> keys;
  private final List<Value> values;

  private ObjectValue(List<Value> keys, List<Value> values) {
    this.keys = keys;
    this.values = values;
  }

  public static ObjectValue copyOf(Map<? extends Value, ? extends Value> entries) {
    Map<? extends Value, ? extends Value> sorted =
        entries instanceof SortedMap<?, ?> ? entries : new TreeMap<>(entries);
    return new ObjectValue(List.copyOf(sorted.keySet()), List.copyOf(sorted.values()));
  }

  public static ObjectValue of(Value key, Value value) {
    return new ObjectValue(List.of(key), List.of(value));
  }

  public Optional<Value> get(Value key) {
    return Optional.ofNullable(find(key));
  }

  /** The value of a key that is a string. */
  public Optional<Value> get(String key) {
    return get(StringValue.of(key));
  }

  /** As {@link #get}, without an object around the answer; for the evaluator's inner loops. */
  public @Nullable Value find(Value key) {
    int at = Collections.binarySearch(keys, key);
    return at >= 0 ? values.get(at) : null;
  }

  public boolean has(Value key) {
    return Collections.binarySearch(keys, key) >= 0;
  }

  public int size() {
    return keys.size();
  }

  public List<Value> keys() {
    return keys;
  }

  /** In the order of {@link #keys()}. */
  public List<Value> values() {
    return values;
  }

  /** A copy to change. */
  public TreeMap<Value, Value> toMap() {
    TreeMap<Value, Value> map = new TreeMap<>();
    for (int i = 0; i < keys.size(); i++) {
      map.put(keys.get(i), values.get(i));
    }
    return map;
  }

  /** The entries as pairs of key and value. */
  public List<Map.Entry<Value, Value>> entries() {
    List<Map.Entry<Value, Value>> entries = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      entries.add(Map.entry(keys.get(i), values.get(i)));
    }
    return entries;
  }

  @Override
  public Kind kind() {
    return Kind.OBJECT;
  }

  /** Entry by entry in the order of keys, the key first. */
  @Override
  public int compareSame(Value other) {
    ObjectValue that = (ObjectValue) other;
    int shorter = Math.min(size(), that.size());
    for (int i = 0; i < shorter; i++) {
      int c = keys.get(i).compareTo(that.keys.get(i));
      c = c != 0 ? c : values.get(i).compareTo(that.values.get(i));
      if (c != 0) {
        return c;
      }
    }
    return size() - that.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectValue that
        && keys.equals(that.keys)
        && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return 31 * keys.hashCode() + values.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
