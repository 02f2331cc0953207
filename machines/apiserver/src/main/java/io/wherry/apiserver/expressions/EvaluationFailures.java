package io.wherry.apiserver.expressions;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a rule could not be evaluated, in the words Kubernetes' users know. */
final class EvaluationFailures {
  private static final Pattern PREFIX =
      Pattern.compile("^evaluation error(?: at [^:]*:\\d+)?: ", Pattern.DOTALL);
  private static final Pattern MISSING_KEY = Pattern.compile("[Kk]ey '(.*)' is not present in map");

  private EvaluationFailures() {}

  static boolean isTooLong(Exception failure) {
    return code(failure) == CelErrorCode.ITERATION_BUDGET_EXCEEDED;
  }

  static String describe(Exception failure, String label) {
    String reason = reason(failure);
    return reason.contains("no such overload")
        ? "'"
            + reason
            + "': call arguments did not match a supported operator, function or macro signature"
            + " for rule: "
            + label
        : reason + " evaluating rule: " + label;
  }

  private static CelErrorCode code(Exception failure) {
    return failure instanceof CelEvaluationException e
        ? e.getErrorCode()
        : CelErrorCode.INTERNAL_ERROR;
  }

  private static String reason(Exception failure) {
    String text = PREFIX.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
    return switch (code(failure)) {
      case ATTRIBUTE_NOT_FOUND -> {
        Matcher key = MISSING_KEY.matcher(text);
        yield key.find() ? "no such key: " + key.group(1) : text;
      }
      case DIVIDE_BY_ZERO -> "division by zero";
      case NUMERIC_OVERFLOW -> "integer overflow";
      case OVERLOAD_NOT_FOUND -> "no such overload";
      default -> text;
    };
  }
}
