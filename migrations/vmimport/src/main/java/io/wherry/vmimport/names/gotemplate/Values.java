package io.wherry.vmimport.names.gotemplate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Go's view of values: truth, text and elements. */
final class Values {
  private Values() {}

  /** One round of a range. */
  record Item(Object key, @Nullable Object value) {}

  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Long n -> n != 0;
      case Double d -> d != 0;
      case String s -> !s.isEmpty();
      case List<?> l -> !l.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      default -> true;
    };
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Double d -> real(d);
      default -> value.toString();
    };
  }

  /** As Go's %v: shortest form, exponent below 1e-4 and from 1e21. */
  static String real(double d) {
    if (Double.isNaN(d)) {
      return "NaN";
    }
    if (Double.isInfinite(d)) {
      return d > 0 ? "+Inf" : "-Inf";
    }
    if (d == 0) {
      return Double.doubleToRawLongBits(d) == 0 ? "0" : "-0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(d)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    return exponent < -4 || exponent >= 21 ? scientific(exact, exponent) : exact.toPlainString();
  }

  private static String scientific(BigDecimal exact, int exponent) {
    String digits = exact.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = exact.signum() < 0 ? "-" : "";
    String size = String.format("%02d", Math.abs(exponent));
    return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + size;
  }

  /** What a range visits; empty when there is nothing, or nothing to visit in such a value. */
  static Optional<List<Item>> items(@Nullable Object value) {
    List<Item> items = new ArrayList<>();
    switch (value) {
      case Long n -> {
        for (long i = 0; i < Math.min(n, 100_000); i++) {
          items.add(new Item(i, i));
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          items.add(new Item((long) i, list.get(i)));
        }
      }
      case Map<?, ?> map -> new TreeMap<>(map).forEach((k, v) -> items.add(new Item(k, v)));
      case null, default -> {}
    }
    return items.isEmpty() ? Optional.empty() : Optional.of(items);
  }
}
