package io.wherry.rego.syntax;

import java.util.HashSet;
import java.util.Set;

/** Which words are keywords in a file; imports add some. */
public final class Dialect {
  /** Versions of the language. */
  public enum Version {
    V0,
    V1
  }

  static final Set<String> FUTURE = Set.of("in", "every", "contains", "if");
  private static final Set<String> ALWAYS =
      Set.of(
          "as", "default", "else", "false", "import", "null", "not", "package", "some", "true",
          "with");

  private Version version;
  private final Set<String> keywords = new HashSet<>(ALWAYS);

  Dialect(Version version) {
    this.version = version;
    if (version == Version.V1) {
      keywords.addAll(FUTURE);
    }
  }

  Version version() {
    return version;
  }

  boolean isKeyword(String word) {
    return keywords.contains(word);
  }

  /** Makes one of the later keywords one here, too. */
  void add(String keyword) {
    keywords.add(keyword);
    if (keyword.equals("every")) {
      keywords.add("in");
    }
  }

  void addAll() {
    keywords.addAll(FUTURE);
  }

  /** {@code import rego.v1} makes the rest of a file strict. */
  void become(Version newer) {
    version = newer;
  }
}
