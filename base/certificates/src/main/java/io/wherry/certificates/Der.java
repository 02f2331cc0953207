package io.wherry.certificates;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes the few DER forms that a certificate needs.
 *
 * @source ITU-T X.690
 */
final class Der {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** RFC 5280: dates from 2050 on are GeneralizedTime. */
  private static final Instant LAST_UTC_TIME = Instant.parse("2050-01-01T00:00:00Z");

  private Der() {}

  static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    writeLength(out, body.size());
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    byte[] digits = BigInteger.valueOf(length).toByteArray();
    int skip = digits[0] == 0 ? 1 : 0;
    out.write(0x80 | (digits.length - skip));
    out.write(digits, skip, digits.length - skip);
  }

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return tagged(SET, parts);
  }

  static byte[] integer(BigInteger value) {
    return tagged(0x02, value.toByteArray());
  }

  static byte[] yes() {
    return tagged(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] octets(byte[] content) {
    return tagged(0x04, content);
  }

  /**
   * @param unused bits at the end that do not count
   */
  static byte[] bits(int unused, byte[] content) {
    return tagged(0x03, new byte[] {(byte) unused}, content);
  }

  static byte[] text(String value) {
    return tagged(0x0c, value.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      long arc = Long.parseLong(arcs[i]);
      int shift = 63 - 63 % 7;
      while (shift > 0 && arc >> shift == 0) {
        shift -= 7;
      }
      for (; shift > 0; shift -= 7) {
        body.write((int) (arc >> shift) & 0x7f | 0x80);
      }
      body.write((int) arc & 0x7f);
    }
    return tagged(0x06, body.toByteArray());
  }

  static byte[] time(Instant instant) {
    boolean shortYear = instant.isBefore(LAST_UTC_TIME);
    String text = (shortYear ? UTC_TIME : GENERALIZED_TIME).format(instant);
    return tagged(shortYear ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** An explicit context tag. */
  static byte[] context(int number, byte[] content) {
    return tagged(0xa0 | number, content);
  }

  /** An implicit context tag on a primitive. */
  static byte[] contextPrimitive(int number, byte[] content) {
    return tagged(0x80 | number, content);
  }
}
