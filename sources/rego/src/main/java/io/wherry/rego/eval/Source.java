package io.wherry.rego.eval;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gives a value from the frame: at most one. */
public abstract class Source {
  /**
   * @return null when undefined
   */
  abstract @Nullable Value get(Frame frame);

  /** As the trail shows it, when the value comes from a document. */
  @Nullable String shown(Frame frame) {
    return null;
  }

  /** True when getting it twice costs nothing. */
  boolean isCheap() {
    return false;
  }

  /** The value itself. */
  public static final class Fixed extends Source {
    private final Value value;

    public Fixed(Value value) {
      this.value = value;
    }

    Value value() {
      return value;
    }

    @Override
    Value get(Frame frame) {
      return value;
    }

    @Override
    boolean isCheap() {
      return true;
    }
  }

  /** A variable. */
  public static final class OfSlot extends Source {
    private final int slot;

    public OfSlot(int slot) {
      this.slot = slot;
    }

    @Override
    Value get(Frame frame) {
      return frame.slot(slot);
    }

    @Override
    boolean isCheap() {
      return true;
    }
  }

  /** An array, or a set, of sources. */
  public static final class OfItems extends Source {
    private final boolean set;
    private final List<Source> items;

    private OfItems(boolean set, List<Source> items) {
      this.set = set;
      this.items = items;
    }

    public static Source array(List<Source> items) {
      return new OfItems(false, items);
    }

    public static Source set(List<Source> items) {
      return new OfItems(true, items);
    }

    @Override
    @Nullable Value get(Frame frame) {
      frame.run.budget().make(items.size());
      List<Value> values = new ArrayList<>(items.size());
      for (Source item : items) {
        Value value = item.get(frame);
        if (value == null) {
          return null;
        }
        values.add(value);
      }
      return set ? SetValue.copyOf(values) : new ArrayValue(values);
    }
  }

  /** A key and a value of {@link OfPairs}. */
  public record Pair(Source key, Source value) {}

  /** An object; two different values for one key make it undefined. */
  public static final class OfPairs extends Source {
    private final List<Pair> pairs;

    public OfPairs(List<Pair> pairs) {
      this.pairs = pairs;
    }

    @Override
    @Nullable Value get(Frame frame) {
      frame.run.budget().make(pairs.size());
      TreeMap<Value, Value> entries = new TreeMap<>();
      for (Pair pair : pairs) {
        Value key = pair.key().get(frame);
        Value value = pair.value().get(frame);
        if (key == null || value == null) {
          return null;
        }
        entries.put(key, value);
      }
      return ObjectValue.copyOf(entries);
    }
  }
}
