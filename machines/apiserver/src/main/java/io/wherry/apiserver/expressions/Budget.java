package io.wherry.apiserver.expressions;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;

/**
 * What the rules of one object may cost, so that no definition and no object can keep the server
 * busy: every step of an evaluation costs one, reading long texts and lists more.
 */
final class Budget {
  /** As many units as Kubernetes grants one rule on one value. */
  static final long PER_RULE = 1_000_000;

  /** As many units as Kubernetes grants all rules of one object. */
  static final long PER_OBJECT = 10_000_000;

  /** A text or list of this many characters or elements costs one step more. */
  private static final int READ_PER_STEP = 10;

  /** Ends an evaluation from within; the library may wrap it. */
  private static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Spent() {
      super("operation cancelled: actual cost limit exceeded", null, false, false);
    }
  }

  private long left = PER_OBJECT;
  private long ruleLeft = PER_RULE;

  /** Counts the steps of the rule that starts now. */
  CelEvaluationListener startRule() {
    ruleLeft = PER_RULE;
    return this::step;
  }

  private void step(CelExpr expression, Object value) {
    long cost = 1 + size(expression, value) / READ_PER_STEP;
    left -= cost;
    ruleLeft -= cost;
    if (isRuleSpent() || isSpent()) {
      throw new Spent();
    }
  }

  private static long size(CelExpr expression, Object value) {
    boolean read =
        switch (expression.getKind()) {
          // The accumulator of a comprehension is seen each round and not read.
          case IDENT -> !expression.ident().name().startsWith("@");
          case SELECT -> true;
          case CALL -> value instanceof String;
          default -> false;
        };
    if (!read) {
      return 0;
    }
    return switch (value) {
      case String text -> text.length();
      case Collection<?> list -> list.size();
      default -> 0;
    };
  }

  boolean isRuleSpent() {
    return ruleLeft < 0;
  }

  boolean isSpent() {
    return left < 0;
  }
}
