package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Term.Constant;
import io.wherry.rego.syntax.Term.Reference;
import io.wherry.rego.syntax.Term.Variable;
import io.wherry.rego.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names with dots, as functions and packages have them. */
public final class Names {
  private Names() {}

  /** The parts of a variable, or of a reference whose path consists of strings. */
  public static Optional<List<String>> parts(Term term) {
    return switch (term) {
      case Variable(var name, _) -> Optional.of(List.of(name));
      case Reference(Variable(var name, _), var path, _) -> {
        List<String> parts = new ArrayList<>(List.of(name));
        for (Term step : path) {
          if (!(step instanceof Constant(StringValue(var text), _))) {
            yield Optional.empty();
          }
          parts.add(text);
        }
        yield Optional.of(List.copyOf(parts));
      }
      default -> Optional.empty();
    };
  }

  /** {@code a.b.c}. */
  public static Optional<String> dotted(Term term) {
    return parts(term).map(parts -> String.join(".", parts));
  }
}
