package io.wherry.rego.eval;

import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds values by path: in the input, in data, or in the value of a variable. */
public final class Reference {
  /** Where a path begins. */
  public sealed interface Origin {
    record Input() implements Origin {}

    record Data() implements Origin {}

    record OfSlot(int slot) implements Origin {}
  }

  /** Told of each value found. */
  interface Visitor {
    /**
     * @return true to stop
     */
    boolean at(Value value);
  }

  private final Origin origin;
  private final List<Selector> path;

  /** The rules that the path leads to directly; null when it does not. */
  private final @Nullable RuleGroup direct;

  private final int directLength;

  public Reference(Origin origin, List<Selector> path, RuleTree rules) {
    this.origin = origin;
    this.path = List.copyOf(path);
    RuleGroup found = null;
    int length = 0;
    if (origin instanceof Origin.Data) {
      RuleTree node = rules;
      while (node != null && found == null && length < path.size()) {
        node = fixed(length) instanceof StringValue(var name) ? node.child(name) : null;
        found = node == null || !node.children().isEmpty() ? null : node.groupOrNull();
        length++;
      }
    }
    this.direct = found;
    this.directLength = found == null ? 0 : length;
  }

  private @Nullable Value fixed(int index) {
    return path.get(index) instanceof Selector.Known(Source.Fixed key) ? key.value() : null;
  }

  /** Visits each value that the path leads to, binding variables on the way. */
  boolean each(Frame frame, Visitor visitor) {
    return switch (origin) {
      case Origin.OfSlot(int slot) -> walk(frame.slot(slot), 0, frame, visitor);
      case Origin.Input() ->
          frame.world.input != null && walk(frame.world.input, 0, frame, visitor);
      case Origin.Data() -> {
        if (direct != null && frame.world.hidesNothing()) {
          Value value = direct.value(frame.run, frame.world);
          yield value != null && walk(value, directLength, frame, visitor);
        }
        yield walk(DataPlace.root(frame.run, frame.world), 0, frame, visitor);
      }
    };
  }

  private boolean walk(Value value, int index, Frame frame, Visitor visitor) {
    if (index == path.size()) {
      return visitor.at(value);
    }
    frame.run.budget().step(1);
    switch (path.get(index)) {
      case Selector.Known(var source) -> {
        Value key = source.get(frame);
        Value child = key == null ? null : Places.child(value, key);
        return child != null && walk(child, index + 1, frame, visitor);
      }
      case Selector.Each(var pattern) -> {
        List<Value> keys = Places.keys(value);
        frame.run.budget().step(keys.size());
        for (Value key : keys) {
          Value child = Places.child(value, key);
          if (child != null
              && pattern.match(key, frame)
              && walk(child, index + 1, frame, visitor)) {
            return true;
          }
        }
        return false;
      }
    }
  }

  private boolean walk(DataPlace place, int index, Frame frame, Visitor visitor) {
    if (index == path.size() || place.isPlain()) {
      Value value = place.value();
      return value != null && walk(value, index, frame, visitor);
    }
    frame.run.budget().step(1);
    switch (path.get(index)) {
      case Selector.Known(var source) -> {
        Value key = source.get(frame);
        return key != null && walk(place.child(key), index + 1, frame, visitor);
      }
      case Selector.Each(var pattern) -> {
        for (Value key : place.keys()) {
          if (pattern.match(key, frame) && walk(place.child(key), index + 1, frame, visitor)) {
            return true;
          }
        }
        return false;
      }
    }
  }

  /** The one value, when all keys are known; null when undefined. */
  @Nullable Value get(Frame frame) {
    Value[] found = new Value[1];
    boolean _ =
        each(
            frame,
            value -> {
              found[0] = value;
              return true;
            });
    return found[0];
  }

  /** {@code input.disks[0].mode}, after the patterns have matched; empty for variables. */
  @Nullable String shown(Frame frame) {
    if (origin instanceof Origin.OfSlot) {
      return null;
    }
    StringBuilder out = new StringBuilder(origin instanceof Origin.Input ? "input" : "data");
    for (Value key : keys(frame)) {
      out.append(Places.shown(key));
    }
    return out.toString();
  }

  private List<Value> keys(Frame frame) {
    List<Value> keys = new ArrayList<>();
    for (Selector selector : path) {
      Value key =
          switch (selector) {
            case Selector.Known(var source) -> source.get(frame);
            case Selector.Each(Pattern.Bind bind) -> frame.slots[bind.slot()];
            case Selector.Each _ -> null;
          };
      keys.add(key == null ? StringValue.of("?") : key);
    }
    return keys;
  }

  /** A reference with known keys, as a source. */
  public static final class AsSource extends Source {
    private final Reference reference;

    public AsSource(Reference reference) {
      this.reference = reference;
    }

    @Override
    @Nullable Value get(Frame frame) {
      return reference.get(frame);
    }

    @Override
    @Nullable String shown(Frame frame) {
      return reference.shown(frame);
    }
  }
}
