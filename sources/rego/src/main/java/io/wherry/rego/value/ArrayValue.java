package io.wherry.rego.value;

import java.util.List;

/** A sequence. */
public record ArrayValue(List<Value> items) implements Value {
  public static final ArrayValue EMPTY = new ArrayValue(List.of());

  public ArrayValue {
    items = List.copyOf(items);
  }

  public static ArrayValue of(Value... items) {
    return new ArrayValue(List.of(items));
  }

  public int size() {
    return items.size();
  }

  @Override
  public Kind kind() {
    return Kind.ARRAY;
  }

  @Override
  public int compareSame(Value other) {
    return compare(items, ((ArrayValue) other).items);
  }

  static int compare(List<Value> a, List<Value> b) {
    int shorter = Math.min(a.size(), b.size());
    for (int i = 0; i < shorter; i++) {
      int c = a.get(i).compareTo(b.get(i));
      if (c != 0) {
        return c;
      }
    }
    return a.size() - b.size();
  }

  @Override
  public String toString() {
    return text();
  }
}
