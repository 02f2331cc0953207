package io.wherry.rego.eval;

import io.wherry.rego.builtin.Arguments;
import io.wherry.rego.builtin.Builtin.Outcomes;
import io.wherry.rego.builtin.BuiltinException;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls a function and matches its result. */
public final class Invoke extends Step {
  private final Callee callee;
  private final List<Source> arguments;
  private final Pattern result;

  public Invoke(Callee callee, List<Source> arguments, Pattern result) {
    this.callee = callee;
    this.arguments = List.copyOf(arguments);
    this.result = result;
  }

  @Override
  boolean run(Frame frame) {
    Value[] values = new Value[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      Value value = arguments.get(i).get(frame);
      if (value == null) {
        return false;
      }
      values[i] = value;
    }
    World.Replacement other = frame.world.replacement(callee.name());
    if (other != null && other.result() != null) {
      return matches(other.result(), frame);
    }
    return other == null || other.callee() == null
        ? call(callee, values, frame, frame.world)
        : call(other.callee(), values, frame, frame.world.withoutReplacements());
  }

  private boolean call(Callee called, Value[] values, Frame frame, World world) {
    switch (called) {
      case Callee.Defined(var group) -> {
        Value value = group.call(frame.run, world, Arrays.asList(values));
        return value != null && matches(value, frame);
      }
      case Callee.Native(var builtin) -> {
        frame.run.budget().step(1);
        Value value = called(builtin, values, frame);
        if (value == null || builtin.outcomes() == Outcomes.ONE) {
          return value != null && matches(value, frame);
        }
        for (Value outcome : ((ArrayValue) value).items()) {
          if (matches(outcome, frame)) {
            return true;
          }
        }
        return false;
      }
    }
  }

  private static @Nullable Value called(
      io.wherry.rego.builtin.Builtin builtin, Value[] values, Frame frame) {
    try {
      Optional<Value> value = builtin.body().call(frame.run, new Arguments(builtin.name(), values));
      return value.orElse(null);
    } catch (BuiltinException | ArithmeticException e) {
      frame.run.failed(builtin.name(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean matches(Value value, Frame frame) {
    return result.match(value, frame) && proceed(frame);
  }
}
