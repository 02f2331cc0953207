package io.wherry.rego.builtin;

import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Semantic versions. */
final class Versions {
  private static final String NUMBER = "(0|[1-9]\\d{0,17})";
  private static final String PRE = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
  private static final Pattern VERSION =
      Pattern.compile(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-("
              + PRE
              + "(?:\\."
              + PRE
              + ")*))?(?:\\+[0-9A-Za-z.-]+)?");

  private Versions() {}

  static List<Builtin> all() {
    return List.of(
        Builtins.pure("semver.compare", 2, Versions::compare),
        Builtins.pure(
            "semver.is_valid",
            1,
            a ->
                BoolValue.of(
                    a.value(0) instanceof StringValue(var text)
                        && VERSION.matcher(text).matches())));
  }

  private static Value compare(Arguments arguments) {
    Matcher a = version(arguments, 0);
    Matcher b = version(arguments, 1);
    for (int part = 1; part <= 3; part++) {
      int c = new BigInteger(a.group(part)).compareTo(new BigInteger(b.group(part)));
      if (c != 0) {
        return NumberValue.of(c);
      }
    }
    return NumberValue.of(beforeRelease(a.group(4), b.group(4)));
  }

  private static Matcher version(Arguments arguments, int place) {
    Matcher version = VERSION.matcher(arguments.string(place));
    return version.matches() ? version : arguments.refuse(place, "a semantic version");
  }

  /** A version before the release is smaller than the release. */
  private static int beforeRelease(
      @org.jspecify.annotations.Nullable String a, @org.jspecify.annotations.Nullable String b) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    String[] left = a.split("\\.");
    String[] right = b.split("\\.");
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int c = identifier(left[i], right[i]);
      if (c != 0) {
        return c;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static int identifier(String a, String b) {
    boolean numberA = a.chars().allMatch(Character::isDigit);
    boolean numberB = b.chars().allMatch(Character::isDigit);
    if (numberA && numberB) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    return numberA == numberB ? Integer.signum(a.compareTo(b)) : numberA ? -1 : 1;
  }
}
