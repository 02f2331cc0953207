package io.wherry.apiserver.expressions;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of properties as expressions write them: what CEL's grammar does not take is escaped.
 *
 * @source Kubernetes documentation, "Validation rules", escaping of property names
 */
final class FieldNames {
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");

  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private FieldNames() {}

  /** The escaped name; empty when expressions cannot name the property at all. */
  static Optional<String> escape(String name) {
    if (RESERVED.contains(name)) {
      return Optional.of("__" + name + "__");
    }
    if (!PLAIN.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        name.replace("__", "__underscores__")
            .replace(".", "__dot__")
            .replace("-", "__dash__")
            .replace("/", "__slash__"));
  }
}
