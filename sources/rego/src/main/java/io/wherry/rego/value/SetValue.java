package io.wherry.rego.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;

/** A set; iterates in the order of values. */
public final class SetValue implements Value, Iterable<Value> {
  public static final SetValue EMPTY = new SetValue(List.of());

  private final List<Value> sorted;

  private SetValue(List<Value> sorted) {
    this.sorted = sorted;
  }

  public static SetValue of(Value... items) {
    return copyOf(Arrays.asList(items));
  }

  /** Repeated items count once. */
  public static SetValue copyOf(Collection<? extends Value> items) {
    if (items instanceof SortedSet<? extends Value> already && already.comparator() == null) {
      return new SetValue(List.copyOf(already));
    }
    List<Value> all = new ArrayList<>(items);
    Collections.sort(all);
    List<Value> once = new ArrayList<>(all.size());
    for (Value item : all) {
      if (once.isEmpty() || !once.getLast().equals(item)) {
        once.add(item);
      }
    }
    return new SetValue(List.copyOf(once));
  }

  public boolean contains(Value item) {
    return Collections.binarySearch(sorted, item) >= 0;
  }

  public int size() {
    return sorted.size();
  }

  /** The items in order. */
  public List<Value> items() {
    return sorted;
  }

  @Override
  public Iterator<Value> iterator() {
    return sorted.iterator();
  }

  @Override
  public Kind kind() {
    return Kind.SET;
  }

  @Override
  public int compareSame(Value other) {
    return ArrayValue.compare(sorted, ((SetValue) other).sorted);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SetValue set && sorted.equals(set.sorted);
  }

  @Override
  public int hashCode() {
    return 31 * sorted.hashCode() + 7;
  }

  @Override
  public String toString() {
    return text();
  }
}
