package io.wherry.conversion.guest;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What /etc/os-release says.
 *
 * @param like the id and what it is like, separated by spaces
 */
public record OsRelease(String id, String like, String version, String name) {
  /** Families whose initramfs and boot loader layouts are covered by fixtures. */
  private static final Set<String> KNOWN =
      Set.of(
          "debian",
          "ubuntu",
          "fedora",
          "rhel",
          "centos",
          "rocky",
          "almalinux",
          "ol",
          "amzn",
          "suse",
          "opensuse",
          "sles",
          "opensuse-leap",
          "opensuse-tumbleweed");

  private static final int VALUE_LIMIT = 200;

  /** Parses the file; missing fields are empty. */
  public static OsRelease parse(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        fields.put(line.substring(0, equals).strip(), unquote(line.substring(equals + 1).strip()));
      }
    }
    String id = fields.getOrDefault("ID", "").toLowerCase(java.util.Locale.ROOT);
    return new OsRelease(
        id,
        (id + " " + fields.getOrDefault("ID_LIKE", "")).strip(),
        fields.getOrDefault("VERSION_ID", ""),
        fields.getOrDefault("PRETTY_NAME", fields.getOrDefault("NAME", id)));
  }

  /** True when it belongs to a family whose layout is known. */
  public boolean recognised() {
    return java.util.Arrays.stream(like.split(" ")).anyMatch(KNOWN::contains);
  }

  private static String unquote(String value) {
    String v = value;
    if (v.length() >= 2 && (v.startsWith("\"") || v.startsWith("'"))) {
      v = v.substring(1, v.length() - 1);
    }
    v = v.replaceAll("\\p{Cntrl}", "");
    return v.length() > VALUE_LIMIT ? v.substring(0, VALUE_LIMIT) : v;
  }
}
