package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Digests an appliance states about its own files ({@code .mf}). */
record Manifest(Map<String, Digest> lines) {
  /**
   * @param algorithm Java name, for example {@code SHA-256}
   * @param hex in lower case
   */
  record Digest(String algorithm, String hex) {}

  private static final Pattern LINE =
      Pattern.compile("(SHA-?1|SHA(?:2-|-)?(?:256|384|512))\\s*\\((.+)\\)\\s*=\\s*([0-9A-Fa-f]+)");

  private static final Map<Integer, String> BY_DIGITS =
      Map.of(40, "SHA-1", 64, "SHA-256", 96, "SHA-384", 128, "SHA-512");

  /**
   * @throws InvalidRequest a line that is no digest, or two for one file
   */
  static Manifest parse(byte[] bytes, String where) {
    Map<String, Digest> lines = new LinkedHashMap<>();
    String[] texts = new String(bytes, StandardCharsets.UTF_8).split("\\R");
    for (int i = 0; i < texts.length; i++) {
      String text = texts[i].trim();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      Matcher m = LINE.matcher(text);
      String problem = where + " line " + (i + 1);
      if (!m.matches()) {
        throw new InvalidRequest(problem + " is no digest like 'SHA256(disk.vmdk)= 12ab…'.");
      }
      String name = MemberName.checked(m.group(2).trim(), where);
      if (lines.put(name, digest(m, problem)) != null) {
        throw new InvalidRequest(problem + " states a second digest of '" + name + "'.");
      }
    }
    return new Manifest(lines);
  }

  private static Digest digest(Matcher m, String problem) {
    String bits = m.group(1).toUpperCase(Locale.ROOT).replaceAll("^SHA(2-|-)?", "");
    String algorithm = "SHA-" + bits;
    String hex = m.group(3).toLowerCase(Locale.ROOT);
    if (!algorithm.equals(BY_DIGITS.get(hex.length()))) {
      throw new InvalidRequest(
          "%s: a %s digest does not have %d digits.".formatted(problem, algorithm, hex.length()));
    }
    return new Digest(algorithm, hex);
  }

  Optional<Digest> of(String name) {
    return Optional.ofNullable(lines.get(name));
  }
}
