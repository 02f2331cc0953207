package io.wherry.rego;

import io.wherry.rego.value.Value;
import java.time.Instant;
import java.util.List;

/** Short ways to compile and ask. */
final class Rego {
  private Rego() {}

  static Policy policy(String... files) {
    return switch (compile(files)) {
      case Policy.Compiled.Ready(var policy) -> policy;
      case Policy.Compiled.Rejected(var errors) -> throw new AssertionError(errors);
    };
  }

  static List<RegoError> errors(String... files) {
    return compile(files) instanceof Policy.Compiled.Rejected(var errors) ? errors : List.of();
  }

  private static Policy.Compiled compile(String... files) {
    java.util.ArrayList<SourceFile> sources = new java.util.ArrayList<>();
    for (String text : files) {
      sources.add(new SourceFile("rules" + (sources.size() + 1) + ".rego", text));
    }
    return Policy.compile(sources);
  }

  /** The value of a rule of package {@code t}. */
  static Answer ask(Policy policy, String rule, Question question) {
    return policy.document(List.of("t", rule), question);
  }

  static Answer ask(Policy policy, String rule) {
    return ask(policy, rule, Question.plain(Instant.EPOCH));
  }

  /** A value as Rego writes it. */
  static Value value(String text) {
    Policy empty = policy("package empty");
    return empty
        .query("x := " + text, Question.plain(Instant.EPOCH))
        .bindings()
        .getFirst()
        .get("x")
        .orElseThrow();
  }
}
