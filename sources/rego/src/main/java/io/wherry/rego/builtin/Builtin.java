package io.wherry.rego.builtin;

import io.wherry.rego.value.Value;
import java.util.Optional;

/**
 * A function that comes with the engine.
 *
 * @param name as rules write it
 * @param arity number of arguments
 * @param outcomes whether a call has one result, or an array of alternatives
 */
public record Builtin(String name, int arity, Outcomes outcomes, Body body) {
  /** One result, or several that are tried in turn. */
  public enum Outcomes {
    ONE,
    SEVERAL
  }

  /** The function itself. */
  @FunctionalInterface
  public interface Body {
    /**
     * @return empty when undefined
     * @throws BuiltinException the arguments are not what the function takes; undefined as well
     */
    Optional<Value> call(CallContext context, Arguments arguments);
  }
}
