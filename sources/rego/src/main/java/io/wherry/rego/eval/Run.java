package io.wherry.rego.eval;

import io.wherry.rego.builtin.CallContext;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One query under way. For one thread. */
public final class Run implements CallContext {
  private final RuleTree rules;
  private final Budget budget;
  private final BigInteger nowNanos;
  private final Consumer<Value> notes;

  /** Present when somebody wants to know why rules hold. */
  final @Nullable Trail trail;

  /**
   * @param trail null when nobody wants to know why
   */
  public Run(
      RuleTree rules,
      Budget budget,
      BigInteger nowNanos,
      Consumer<Value> notes,
      @Nullable Trail trail) {
    this.rules = rules;
    this.budget = budget;
    this.nowNanos = nowNanos;
    this.notes = notes;
    this.trail = trail;
  }

  RuleTree rules() {
    return rules;
  }

  /** A call was undefined because its arguments were not what the function takes. */
  void failed(String function, String why) {
    if (trail != null) {
      trail.failed(function + ": " + why);
    }
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public BigInteger nowNanos() {
    return nowNanos;
  }

  @Override
  public void note(Value message) {
    notes.accept(message);
  }
}
