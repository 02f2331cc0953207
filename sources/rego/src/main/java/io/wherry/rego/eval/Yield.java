package io.wherry.rego.eval;

import io.wherry.rego.syntax.Position;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Last steps of chains, and where they put solutions. */
public final class Yield {
  private Yield() {}

  /** Takes the one value of a rule. */
  static final class Single {
    private final RuleGroup group;
    private @Nullable Value value;
    private int solutions;

    Single(RuleGroup group) {
      this.group = group;
    }

    @Nullable Value value() {
      return value;
    }

    int solutions() {
      return solutions;
    }

    void take(Value other, Position at) {
      solutions++;
      if (value != null && !value.equals(other)) {
        throw group.conflict(
            group.kind() == RuleGroup.Kind.FUNCTION
                ? "functions must not produce multiple outputs for same inputs"
                : "complete rules must not produce multiple outputs",
            at);
      }
      value = other;
    }
  }

  /** Takes values with the keys under which they stand. */
  static final class Tree {
    private final RuleGroup group;
    private final TreeMap<Value, Object> root = new TreeMap<>();

    Tree(RuleGroup group) {
      this.group = group;
    }

    void put(List<Value> path, Value value, Position at) {
      TreeMap<Value, Object> node = node(path.subList(0, path.size() - 1), at);
      Object before = node.putIfAbsent(path.getLast(), value);
      if (before != null && !(before instanceof Value known && known.equals(value))) {
        throw conflict(at);
      }
    }

    void add(List<Value> path, Value member, Position at) {
      TreeMap<Value, Object> node = node(path.subList(0, path.size() - 1), at);
      Object set = node.computeIfAbsent(path.getLast(), _ -> new Members(new ArrayList<>()));
      if (!(set instanceof Members(var members))) {
        throw conflict(at);
      }
      members.add(member);
    }

    private record Members(List<Value> members) {}

    private record Node(TreeMap<Value, Object> entries) {}

    private TreeMap<Value, Object> node(List<Value> path, Position at) {
      TreeMap<Value, Object> node = root;
      for (Value key : path) {
        Object below = node.computeIfAbsent(key, _ -> new Node(new TreeMap<>()));
        if (!(below instanceof Node(var entries))) {
          throw conflict(at);
        }
        node = entries;
      }
      return node;
    }

    private EvaluationException conflict(Position at) {
      return group.conflict("object keys must be unique", at);
    }

    Value value() {
      return value(root);
    }

    private static Value value(TreeMap<Value, Object> entries) {
      TreeMap<Value, Value> values = new TreeMap<>();
      entries.forEach((key, entry) -> values.put(key, finished(entry)));
      return ObjectValue.copyOf(values);
    }

    private static Value finished(Object entry) {
      return switch (entry) {
        case Members(var members) -> SetValue.copyOf(members);
        case Node(var entries) -> value(entries);
        default -> (Value) entry;
      };
    }
  }

  /** Ends a rule that gives a value. */
  public static final class ValueOf extends Step {
    private final Source source;
    private final Position at;

    public ValueOf(Source source, Position at) {
      this.source = source;
      this.at = at;
    }

    @Override
    boolean run(Frame frame) {
      Value value = source.get(frame);
      if (value == null || !(frame.yield instanceof Single single)) {
        return false;
      }
      if (frame.run.trail != null) {
        frame.run.trail.proved(value, at);
      }
      single.take(value, at);
      return source instanceof Source.Fixed; // it would be the same again
    }
  }

  /** Ends a rule that gives members of a set. */
  public static final class MemberOf extends Step {
    private final Source source;
    private final Position at;

    public MemberOf(Source source, Position at) {
      this.source = source;
      this.at = at;
    }

    @Override
    boolean run(Frame frame) {
      Value value = source.get(frame);
      if (value != null) {
        if (frame.run.trail != null) {
          frame.run.trail.proved(value, at);
        }
        collect(frame, value);
      }
      return false;
    }
  }

  @SuppressWarnings("unchecked") // the chain's beginning put the list there
  private static void collect(Frame frame, Object item) {
    frame.run.budget().make(1);
    ((List<Object>) java.util.Objects.requireNonNull(frame.yield)).add(item);
  }

  /** What a rule with variables in its head's path gives there. */
  public enum Leaf {
    VALUE,
    MEMBER
  }

  /** Ends a rule with variables in its head's path. */
  public static final class At extends Step {
    private final List<Source> path;
    private final Source source;
    private final Leaf leaf;
    private final Position at;

    public At(List<Source> path, Source source, Leaf leaf, Position at) {
      this.path = path;
      this.source = source;
      this.leaf = leaf;
      this.at = at;
    }

    @Override
    boolean run(Frame frame) {
      List<Value> keys = new ArrayList<>(path.size());
      for (Source part : path) {
        Value key = part.get(frame);
        if (key == null) {
          return false;
        }
        keys.add(key);
      }
      Value value = source.get(frame);
      if (value == null || !(frame.yield instanceof Tree tree)) {
        return false;
      }
      frame.run.budget().make(1 + keys.size());
      if (leaf == Leaf.VALUE) {
        tree.put(keys, value, at);
      } else {
        tree.add(keys, value, at);
      }
      return false;
    }
  }

  /** Ends the body of a comprehension. */
  public static final class Item extends Step {
    private final Source source;

    public Item(Source source) {
      this.source = source;
    }

    @Override
    boolean run(Frame frame) {
      Value value = source.get(frame);
      if (value != null) {
        collect(frame, value);
      }
      return false;
    }
  }
}
