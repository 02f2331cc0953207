package io.wherry.vmimport.check.plan.options;

import java.util.regex.Pattern;

/** Recognises IP addresses without asking a name server. */
final class IpAddresses {
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private IpAddresses() {}

  static boolean isAddress(String text) {
    return V4.matcher(text).matches() || (V6.matcher(text).matches() && isV6(text));
  }

  /** Text of hex digits and colons only is never looked up; malformed text is refused. */
  private static boolean isV6(String text) {
    try {
      return java.net.InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
