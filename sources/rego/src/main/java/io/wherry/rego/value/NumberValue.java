package io.wherry.rego.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number: exact for whole numbers of any size and for decimals as they were written; 1 and 1.0
 * are equal but print as they came. Never larger than {@value #MOST_DIGITS} digits, so that a rule
 * cannot make the process compute with gigabytes.
 */
public final class NumberValue implements Value {
  /** Digits before or after the point; far beyond every size, address or time. */
  public static final int MOST_DIGITS = 1_000;

  public static final NumberValue ZERO = new NumberValue(0, null, null);
  public static final NumberValue ONE = new NumberValue(1, null, null);

  private static final Pattern SYNTAX =
      Pattern.compile("-?(0|[1-9][0-9]*)?(\\.[0-9]+)?([eE][+-]?[0-9]{1,12})?");
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private final long small;
  private final @Nullable BigDecimal large;
  private final @Nullable String written;

  private NumberValue(long small, @Nullable BigDecimal large, @Nullable String written) {
    this.small = small;
    this.large = large;
    this.written = written;
  }

  public static NumberValue of(long number) {
    return new NumberValue(number, null, null);
  }

  public static NumberValue of(BigInteger number) {
    return of(new BigDecimal(number));
  }

  /**
   * @throws ArithmeticException more than {@value #MOST_DIGITS} digits
   */
  public static NumberValue of(BigDecimal number) {
    return of(number, null);
  }

  private static NumberValue of(BigDecimal number, @Nullable String written) {
    if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
      throw new ArithmeticException("number has more than " + MOST_DIGITS + " digits");
    }
    boolean whole = number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
    if (whole && number.compareTo(MIN_LONG) >= 0 && number.compareTo(MAX_LONG) <= 0) {
      return new NumberValue(number.longValueExact(), null, written);
    }
    return new NumberValue(0, number, written);
  }

  /**
   * Reads a number as JSON writes it; {@code .5} is allowed as well.
   *
   * @throws NumberFormatException not a number
   * @throws ArithmeticException more than {@value #MOST_DIGITS} digits
   */
  public static NumberValue parse(String text) {
    if (text.length() > 2 * MOST_DIGITS) {
      throw new ArithmeticException("number has more than " + MOST_DIGITS + " digits");
    }
    if (!SYNTAX.matcher(text).matches() || text.chars().noneMatch(Character::isDigit)) {
      throw new NumberFormatException("not a number: " + text);
    }
    NumberValue value = of(decimal(text), null);
    return value.text().equals(text) ? value : new NumberValue(value.small, value.large, text);
  }

  private static BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) { // well formed, so its exponent fits no int
      throw new ArithmeticException("number has more than " + MOST_DIGITS + " digits");
    }
  }

  public boolean isWhole() {
    return large == null || large.stripTrailingZeros().scale() <= 0;
  }

  /** True when {@link #asLong()} is exact. */
  public boolean isLong() {
    return large == null;
  }

  /** Only where {@link #isLong()}. */
  public long asLong() {
    return small;
  }

  public BigDecimal decimal() {
    return large == null ? BigDecimal.valueOf(small) : large;
  }

  /** Only where {@link #isWhole()}. */
  public BigInteger whole() {
    return decimal().toBigIntegerExact();
  }

  public int signum() {
    return large == null ? Long.signum(small) : large.signum();
  }

  @Override
  public Kind kind() {
    return Kind.NUMBER;
  }

  @Override
  public int compareSame(Value other) {
    NumberValue that = (NumberValue) other;
    return large == null && that.large == null
        ? Long.compare(small, that.small)
        : decimal().compareTo(that.decimal());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberValue that && compareSame(that) == 0;
  }

  @Override
  public int hashCode() {
    return large == null ? Long.hashCode(small) : large.stripTrailingZeros().hashCode();
  }

  /** {@inheritDoc} As it was written, or as results of a calculation print. */
  @Override
  public String text() {
    if (written != null) {
      return written;
    }
    return large == null ? Long.toString(small) : Float64.text(large);
  }

  @Override
  public String toString() {
    return text();
  }
}
