package io.wherry.rego.builtin;

import io.wherry.rego.eval.Budget;
import io.wherry.rego.value.Value;
import java.math.BigInteger;

/** What functions may ask of the query they are called in. */
public interface CallContext {
  Budget budget();

  /** Nanoseconds since 1970; the same during one query. */
  BigInteger nowNanos();

  /** Something for the person who looks on. */
  void note(Value message);
}
