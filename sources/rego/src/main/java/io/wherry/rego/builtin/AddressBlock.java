package io.wherry.rego.builtin;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of addresses.
 *
 * @param bits 32 or 128
 */
record AddressBlock(BigInteger first, int prefix, int bits) {
  static final int V4_BITS = 32;
  private static final int V6_BITS = 128;
  private static final Pattern V4 =
      Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");

  /** A single address; empty when the text is none. Never asks a name server. */
  static Optional<AddressBlock> address(String text) {
    boolean four = V4.matcher(text).matches();
    boolean six = text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]{2,45}");
    if (!four && !six) {
      return Optional.empty();
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(text).getAddress();
      int bits = bytes.length * 8;
      return Optional.of(new AddressBlock(new BigInteger(1, bytes), bits, bits));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * @throws BuiltinException no block
   */
  static AddressBlock parse(String text) {
    int slash = text.lastIndexOf('/');
    String digits = text.substring(slash + 1);
    Optional<AddressBlock> address =
        slash < 0 ? Optional.empty() : address(text.substring(0, slash));
    if (address.isEmpty()
        || !digits.matches("0|[1-9]\\d{0,2}")
        || Integer.parseInt(digits) > address.get().bits()) {
      throw new BuiltinException("invalid CIDR address: " + text);
    }
    return address.get().widened(Integer.parseInt(digits));
  }

  /** The block with that prefix in which this one lies. */
  AddressBlock widened(int shorter) {
    int free = bits - shorter;
    return new AddressBlock(first.shiftRight(free).shiftLeft(free), shorter, bits);
  }

  BigInteger last() {
    return first.add(BigInteger.ONE.shiftLeft(bits - prefix)).subtract(BigInteger.ONE);
  }

  boolean covers(AddressBlock other) {
    return bits == other.bits
        && first.compareTo(other.first) <= 0
        && last().compareTo(other.last()) >= 0;
  }

  /** The fewest blocks for the same addresses. */
  static List<AddressBlock> merge(List<AddressBlock> blocks) {
    List<AddressBlock> result = new ArrayList<>();
    for (int bits : new int[] {V4_BITS, V6_BITS}) {
      List<AddressBlock> same =
          blocks.stream()
              .filter(b -> b.bits == bits)
              .sorted(Comparator.comparing(AddressBlock::first))
              .toList();
      mergeSame(same, bits, result);
    }
    return result;
  }

  private static void mergeSame(List<AddressBlock> sorted, int bits, List<AddressBlock> result) {
    int i = 0;
    while (i < sorted.size()) {
      BigInteger from = sorted.get(i).first();
      BigInteger to = sorted.get(i).last();
      i++;
      while (i < sorted.size() && sorted.get(i).first().compareTo(to.add(BigInteger.ONE)) <= 0) {
        to = to.max(sorted.get(i).last());
        i++;
      }
      cover(from, to, bits, result);
    }
  }

  private static void cover(BigInteger from, BigInteger to, int bits, List<AddressBlock> result) {
    BigInteger at = from;
    while (at.compareTo(to) <= 0) {
      int free = at.signum() == 0 ? bits : Math.min(bits, at.getLowestSetBit());
      while (at.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE).compareTo(to) > 0) {
        free--;
      }
      result.add(new AddressBlock(at, bits - free, bits));
      at = at.add(BigInteger.ONE.shiftLeft(free));
    }
  }

  /** The usual short form. */
  static String text(BigInteger address, int bits) {
    int[] groups = new int[bits == V4_BITS ? 4 : 8];
    int width = bits / groups.length;
    for (int i = 0; i < groups.length; i++) {
      groups[i] = address.shiftRight(bits - width * (i + 1)).intValue() & ((1 << width) - 1);
    }
    return bits == V4_BITS
        ? groups[0] + "." + groups[1] + "." + groups[2] + "." + groups[3]
        : v6(groups);
  }

  /** The longest run of zeros, of two groups or more, becomes two colons. */
  private static String v6(int[] groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == start) {
        out.append("::");
        i += length - 1;
      } else {
        boolean first = out.isEmpty() || out.charAt(out.length() - 1) == ':';
        out.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return text(first, bits) + "/" + prefix;
  }
}
