package io.wherry.rego.eval;

import io.wherry.rego.RegoError;
import io.wherry.rego.syntax.Position;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Collects all solutions of a body. */
public abstract class Comprehension extends Source {
  private final Step body;

  private Comprehension(Step body) {
    this.body = body;
  }

  @Override
  Value get(Frame frame) {
    Object outer = frame.yield;
    List<Value> items = new ArrayList<>();
    frame.yield = items;
    boolean _ = body.run(frame);
    frame.yield = outer;
    return collected(items);
  }

  abstract Value collected(List<Value> items);

  /**
   * @param body ends with {@link Yield.Item}
   */
  public static Comprehension array(Step body) {
    return new Comprehension(body) {
      @Override
      Value collected(List<Value> items) {
        return new ArrayValue(items);
      }
    };
  }

  /**
   * @param body ends with {@link Yield.Item}
   */
  public static Comprehension set(Step body) {
    return new Comprehension(body) {
      @Override
      Value collected(List<Value> items) {
        return SetValue.copyOf(items);
      }
    };
  }

  /**
   * @param body ends with {@link Yield.Item} of an array of key and value
   */
  public static Comprehension object(Step body, Position at) {
    return new Comprehension(body) {
      @Override
      Value collected(List<Value> items) {
        TreeMap<Value, Value> entries = new TreeMap<>();
        for (Value item : items) {
          List<Value> pair = ((ArrayValue) item).items();
          Value before = entries.putIfAbsent(pair.get(0), pair.get(1));
          if (before != null && !before.equals(pair.get(1))) {
            throw new EvaluationException(
                new RegoError(RegoError.Code.CONFLICT, "object keys must be unique", at));
          }
        }
        return ObjectValue.copyOf(entries);
      }
    };
  }
}
