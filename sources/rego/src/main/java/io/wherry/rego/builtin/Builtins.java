package io.wherry.rego.builtin;

import io.wherry.rego.builtin.Builtin.Outcomes;
import io.wherry.rego.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All functions that come with the engine. None of them reaches outside of this process. */
public final class Builtins {
  public static final String TEMPLATE = "internal.template_string";
  public static final String PRINT = "internal.print";

  private static final Map<String, Builtin> BY_NAME =
      Stream.of(
              Aggregates.all(),
              Arithmetic.all(),
              Comparisons.all(),
              ArrayFunctions.all(),
              SetFunctions.all(),
              ObjectFunctions.all(),
              JsonFunctions.all(),
              Texts.all(),
              TextSearch.all(),
              Formats.all(),
              Regexes.all(),
              Types.all(),
              Encodings.all(),
              Bits.all(),
              Digests.all(),
              Times.all(),
              Networks.all(),
              Units.all(),
              Versions.all(),
              Graphs.all(),
              Globs.all())
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableMap(Builtin::name, Function.identity()));

  private Builtins() {}

  public static Optional<Builtin> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Why a function of the reference implementation is not offered, when it is one of those. */
  public static Optional<String> refused(String name) {
    boolean outside =
        name.equals("http.send")
            || name.equals("net.lookup_ip_addr")
            || name.equals("opa.runtime")
            || name.startsWith("rand.")
            || name.equals("uuid.rfc4122");
    if (outside) {
      return Optional.of("rules see nothing but their input, so that their answer can be kept");
    }
    boolean unneeded =
        Stream.of("io.jwt.", "graphql.", "providers.", "rego.", "crypto.", "json.", "strings.")
            .anyMatch(name::startsWith);
    return unneeded ? Optional.of("not offered here") : Optional.empty();
  }

  static Builtin of(String name, int arity, Builtin.Body body) {
    return new Builtin(name, arity, Outcomes.ONE, body);
  }

  /** A function of the arguments alone that always has a result. */
  static Builtin pure(String name, int arity, Function<Arguments, Value> body) {
    return of(name, arity, (_, arguments) -> Optional.of(body.apply(arguments)));
  }
}
