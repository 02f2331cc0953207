package io.wherry.rego;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.rego.syntax.Dialect.Version;
import io.wherry.rego.syntax.Module;
import io.wherry.rego.syntax.ModuleParser;
import io.wherry.rego.syntax.SyntaxException;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.JsonValues;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One of the cases that come with the reference implementation: modules, a query, what it gives.
 */
record OpaCase(Version version, JsonNode said) {
  String note() {
    return said.path("note").asText();
  }

  private boolean wantsError() {
    return said.has("want_error") || said.has("want_error_code");
  }

  /** Empty when the answer is the same, else what differs. */
  String difference() {
    try {
      return difference(solutions());
    } catch (SyntaxException e) {
      return wantsError() ? "" : e.error().toString();
    } catch (ArithmeticException e) {
      return wantsError() ? "" : String.valueOf(e.getMessage());
    }
  }

  private Policy.Solutions solutions() {
    List<Module> modules = new ArrayList<>();
    for (JsonNode text : said.path("modules")) {
      String file = "case" + modules.size() + ".rego";
      modules.add(ModuleParser.parse(file, text.asText(), version));
    }
    return switch (Policy.compileModules(modules)) {
      case Policy.Compiled.Rejected(var errors) -> new Policy.Solutions(List.of(), errors);
      case Policy.Compiled.Ready(var policy) ->
          policy.query(said.path("query").asText(), question(policy));
    };
  }

  private Question question(Policy policy) {
    Optional<Value> input =
        said.has("input") ? Optional.of(JsonValues.of(said.get("input"))) : Optional.empty();
    if (said.has("input_term")) {
      String term = "x := " + said.get("input_term").asText();
      var parsed = policy.query(term, Question.plain(Instant.EPOCH));
      input = parsed.bindings().getFirst().get("x");
    }
    Value data = said.hasNonNull("data") ? JsonValues.of(said.get("data")) : ObjectValue.EMPTY;
    return new Question(input, data, Limits.DEFAULT, Instant.now(), _ -> {});
  }

  private String difference(Policy.Solutions found) {
    if (!found.errors().isEmpty()) {
      return wantsError() ? "" : found.errors().toString();
    }
    if (wantsError()) { // those of strict mode are undefined otherwise
      return said.path("strict_error").asBoolean() ? "" : "no error but " + found.bindings();
    }
    if (said.has("want_defined")) {
      boolean same = said.get("want_defined").asBoolean() != found.bindings().isEmpty();
      return same ? "" : "found " + found.bindings();
    }
    SetValue want =
        SetValue.copyOf(
            JsonValues.of(said.path("want_result")) instanceof ArrayValue a
                ? a.items().stream().map(this::comparable).toList()
                : List.of());
    SetValue got =
        SetValue.copyOf(
            found.bindings().stream()
                .map(b -> comparable(JsonValues.of(JsonValues.json(b))))
                .toList());
    return want.equals(got) ? "" : "wanted " + want + " but got " + got;
  }

  /** Where the order of arrays does not matter, as sets. */
  private Value comparable(Value bindings) {
    if (!said.path("sort_bindings").asBoolean() || !(bindings instanceof ObjectValue object)) {
      return bindings;
    }
    TreeMap<Value, Value> sorted = object.toMap();
    sorted.replaceAll((_, v) -> v instanceof ArrayValue(var items) ? SetValue.copyOf(items) : v);
    return ObjectValue.copyOf(sorted);
  }
}
