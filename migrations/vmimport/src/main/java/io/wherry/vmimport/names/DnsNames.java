package io.wherry.vmimport.names;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The name rules of Kubernetes. */
public final class DnsNames {
  /** Longest DNS-1123 label, and with it the longest name of most things Wherry creates. */
  public static final int LABEL = 63;

  private static final int SUBDOMAIN = 253;
  private static final Pattern LABEL_FORM = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN_FORM =
      Pattern.compile(LABEL_FORM + "(\\." + LABEL_FORM + ")*");

  private DnsNames() {}

  /** Lower case letters, digits and inner hyphens, at most 63 characters. */
  public static boolean isLabel(String name) {
    return name.length() <= LABEL && LABEL_FORM.matcher(name).matches();
  }

  /** Labels with dots between them, at most 253 characters. */
  public static boolean isSubdomain(String name) {
    return name.length() <= SUBDOMAIN && SUBDOMAIN_FORM.matcher(name).matches();
  }

  /** Hex digits that depend on the text only: where a name needs a suffix that retries find. */
  public static String digest(String text, int digits) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new io.wherry.problems.Defect("This JVM has no SHA-256.", e);
    }
  }

  /**
   * The beginning of the name, so that a suffix fits behind it and it ends in a letter or digit.
   */
  public static String cut(String name, int length) {
    String cut = name.substring(0, Math.min(name.length(), Math.max(length, 0)));
    return cut.replaceAll("[-.]+$", "");
  }
}
