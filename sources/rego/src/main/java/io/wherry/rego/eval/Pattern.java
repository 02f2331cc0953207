package io.wherry.rego.eval;

import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a value must look like. Matching binds variables. */
public abstract class Pattern {
  abstract boolean match(Value value, Frame frame);

  /** Binds a variable that has no value yet. */
  public static final class Bind extends Pattern {
    private final int slot;

    public Bind(int slot) {
      this.slot = slot;
    }

    int slot() {
      return slot;
    }

    @Override
    boolean match(Value value, Frame frame) {
      frame.slots[slot] = value;
      return true;
    }
  }

  /** Equal to something known. */
  public static final class Same extends Pattern {
    private final Source source;

    public Same(Source source) {
      this.source = source;
    }

    @Override
    boolean match(Value value, Frame frame) {
      frame.run.budget().step(1);
      return value.equals(source.get(frame));
    }
  }

  /** An array of the same length whose items match. */
  public static final class OfItems extends Pattern {
    private final List<Pattern> items;

    public OfItems(List<Pattern> items) {
      this.items = items;
    }

    @Override
    boolean match(Value value, Frame frame) {
      if (!(value instanceof ArrayValue(var values)) || values.size() != items.size()) {
        return false;
      }
      for (int i = 0; i < values.size(); i++) {
        if (!items.get(i).match(values.get(i), frame)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A known key, and the pattern of its value. */
  public record Pair(Source key, Pattern value) {}

  /** An object with just these keys. */
  public static final class OfPairs extends Pattern {
    private final List<Pair> pairs;

    public OfPairs(List<Pair> pairs) {
      this.pairs = pairs;
    }

    @Override
    boolean match(Value value, Frame frame) {
      if (!(value instanceof ObjectValue object) || object.size() != pairs.size()) {
        return false;
      }
      for (Pair pair : pairs) {
        Value key = pair.key().get(frame);
        @Nullable Value found = key == null ? null : object.find(key);
        if (found == null || !pair.value().match(found, frame)) {
          return false;
        }
      }
      return true;
    }
  }
}
