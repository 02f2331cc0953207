package io.wherry.rego.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Fractions as the reference implementation has them: binary floating point with a mantissa of 64
 * bits, printed with the fewest digits that read back as the same number. So 1/3 prints the same
 * here and there.
 */
public final class Float64 {
  private static final int BITS = 64;
  private static final int MOST_DECIMALS = 21;
  private static final int PLAIN_DIGITS = 6;

  private Float64() {}

  /** The quotient; exact when it needs no more than 64 bits. The divisor is not zero. */
  public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
    int shift = divisor.scale() - dividend.scale();
    BigInteger top = dividend.unscaledValue();
    BigInteger bottom = divisor.unscaledValue();
    if (shift > 0) {
      top = top.multiply(BigInteger.TEN.pow(shift));
    } else {
      bottom = bottom.multiply(BigInteger.TEN.pow(-shift));
    }
    return round(top, bottom);
  }

  /** The nearest number that has a mantissa of 64 bits. */
  public static BigDecimal round(BigDecimal number) {
    return divide(number, BigDecimal.ONE);
  }

  private static BigDecimal round(BigInteger top, BigInteger bottom) {
    int sign = top.signum() * bottom.signum();
    if (sign == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal exact = binary(top.abs(), bottom.abs());
    BigDecimal shortest = shortest(exact);
    return sign < 0 ? shortest.negate() : shortest;
  }

  /** Nearest value m * 2^e with m of 64 bits, ties to even. */
  private static BigDecimal binary(BigInteger top, BigInteger bottom) {
    int exponent = top.bitLength() - bottom.bitLength() - BITS;
    BigInteger mantissa = quotient(top, bottom, exponent);
    if (mantissa.bitLength() > BITS) {
      exponent++;
      mantissa = quotient(top, bottom, exponent);
    }
    BigDecimal result = new BigDecimal(mantissa);
    return exponent >= 0
        ? result.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(exponent)))
        : result.divide(new BigDecimal(BigInteger.ONE.shiftLeft(-exponent)));
  }

  private static BigInteger quotient(BigInteger top, BigInteger bottom, int exponent) {
    BigInteger shiftedTop = exponent < 0 ? top.shiftLeft(-exponent) : top;
    BigInteger shiftedBottom = exponent > 0 ? bottom.shiftLeft(exponent) : bottom;
    BigInteger[] parts = shiftedTop.divideAndRemainder(shiftedBottom);
    int half = parts[1].shiftLeft(1).compareTo(shiftedBottom);
    boolean up = half > 0 || half == 0 && parts[0].testBit(0);
    return up ? parts[0].add(BigInteger.ONE) : parts[0];
  }

  private static BigDecimal shortest(BigDecimal exact) {
    for (int digits = 1; digits < MOST_DECIMALS; digits++) {
      BigDecimal candidate = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (sameBinary(candidate, exact)) {
        return candidate;
      }
    }
    return exact.round(new MathContext(MOST_DECIMALS, RoundingMode.HALF_EVEN));
  }

  private static boolean sameBinary(BigDecimal candidate, BigDecimal exact) {
    BigInteger top = candidate.unscaledValue();
    BigInteger power = BigInteger.TEN.pow(Math.abs(candidate.scale()));
    BigDecimal read =
        candidate.scale() > 0 ? binary(top, power) : binary(top.multiply(power), BigInteger.ONE);
    return read.compareTo(exact) == 0;
  }

  /** Plain digits for whole numbers and common sizes, else an exponent, as the reference prints. */
  static String text(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    if (stripped.scale() <= 0) {
      return stripped.toPlainString();
    }
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent >= -4 && exponent < PLAIN_DIGITS) {
      return stripped.toPlainString();
    }
    String digits = stripped.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = stripped.signum() < 0 ? "-" : "";
    return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + twoDigits(Math.abs(exponent));
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
