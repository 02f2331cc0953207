package io.wherry.rego.syntax;

import java.util.List;
import java.util.Optional;

/**
 * A file of rules.
 *
 * @param packagePath the parts of the package's name, without {@code data}
 */
public record Module(
    String file,
    Dialect.Version version,
    List<String> packagePath,
    List<Import> imports,
    List<Rule> rules) {
  /**
   * @param path begins with {@code data}, {@code input}, {@code future} or {@code rego}
   */
  public record Import(List<String> path, Optional<String> alias, Position at) {
    /** Name by which the rules call it. */
    public String name() {
      return alias.orElse(path.getLast());
    }

    public boolean isLanguage() {
      return path.getFirst().equals("future") || path.getFirst().equals("rego");
    }
  }

  /** {@code data.a.b}. */
  public String packageName() {
    return "data." + String.join(".", packagePath);
  }
}
