package io.wherry.apiserver.objects;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' order of API versions: v2, v1, v1beta2, v1beta1, v1alpha1, then anything else. */
public final class VersionOrder {
  private static final Pattern VERSION = Pattern.compile("v(\\d{1,9})(?:(alpha|beta)(\\d{1,9}))?");

  /** The version that clients should use comes first. */
  public static final Comparator<String> PREFERRED_FIRST =
      Comparator.comparingInt(VersionOrder::stability)
          .thenComparing(v -> number(v, 1), Comparator.reverseOrder())
          .thenComparing(v -> number(v, 3), Comparator.reverseOrder())
          .thenComparing(Comparator.naturalOrder());

  private VersionOrder() {}

  private static int stability(String version) {
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      return 3;
    }
    String stage = matcher.group(2);
    return stage == null ? 0 : stage.equals("beta") ? 1 : 2;
  }

  private static Integer number(String version, int group) {
    Matcher matcher = VERSION.matcher(version);
    String digits = matcher.matches() ? matcher.group(group) : null;
    return digits == null ? 0 : Integer.valueOf(digits);
  }
}
