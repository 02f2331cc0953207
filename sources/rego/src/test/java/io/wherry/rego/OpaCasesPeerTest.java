package io.wherry.rego;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.wherry.rego.syntax.Dialect.Version;
import io.wherry.rego.syntax.Module;
import io.wherry.rego.syntax.ModuleParser;
import io.wherry.rego.syntax.SyntaxException;
import io.wherry.rego.value.JsonValues;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpaCasesPeerTest {
  static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Test
  void all() throws IOException {
    Path root = Path.of(System.getProperty("opa.cases"));
    Map<String, int[]> groups = new TreeMap<>();
    List<String> fails = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path f : files.filter(p -> p.toString().endsWith(".yaml")).sorted().toList()) {
        JsonNode doc = YAML.readTree(f.toFile());
        String group = root.relativize(f).getName(0).toString();
        for (JsonNode c : doc.path("cases")) {
          int[] n = groups.computeIfAbsent(group, _ -> new int[2]);
          n[1]++;
          String why;
          try {
            why = run(c);
          } catch (RuntimeException e) {
            why = "CRASH " + e;
          }
          if (why.isEmpty()) n[0]++;
          else
            fails.add(
                group
                    + " | "
                    + f.getFileName()
                    + " | "
                    + c.path("note").asText()
                    + " | "
                    + why.replace('\n', ' '));
        }
      }
    }
    Files.write(Path.of("/tmp/opafails.txt"), fails);
    int a = 0, b = 0;
    StringBuilder s = new StringBuilder();
    for (var e : groups.entrySet()) {
      a += e.getValue()[0];
      b += e.getValue()[1];
      s.append(e.getKey() + " " + e.getValue()[0] + "/" + e.getValue()[1] + "\n");
    }
    Files.writeString(Path.of("/tmp/opagroups.txt"), s + "total " + a + "/" + b + "\n");
  }

  String run(JsonNode c) {
    List<Module> modules = new ArrayList<>();
    boolean wantError = c.has("want_error") || c.has("want_error_code");
    Version v = Boolean.getBoolean("opa.v0") ? Version.V0 : Version.V1;
    try {
      int i = 0;
      for (JsonNode m : c.path("modules"))
        modules.add(ModuleParser.parse("m" + i++, m.asText(), v));
    } catch (SyntaxException e) {
      return wantError ? "" : "PARSE " + e.error();
    }
    Policy.Compiled compiled = Policy.compileModules(modules);
    if (compiled instanceof Policy.Compiled.Rejected(var errors))
      return wantError ? "" : "COMPILE " + errors;
    Policy p = ((Policy.Compiled.Ready) compiled).policy();
    Optional<Value> input = Optional.empty();
    if (c.has("input")) input = Optional.of(JsonValues.of(c.get("input")));
    if (c.has("input_term")) {
      var r = p.query("x := " + c.get("input_term").asText(), Question.plain(Instant.now()));
      input = r.bindings().getFirst().get("x");
    }
    Value data = c.hasNonNull("data") ? JsonValues.of(c.get("data")) : ObjectValue.EMPTY;
    var q = new Question(input, data, Limits.DEFAULT, Instant.now(), _ -> {});
    Policy.Solutions s = p.query(c.path("query").asText(), q);
    if (!s.errors().isEmpty()) return wantError ? "" : "EVAL " + s.errors();
    if (wantError)
      return c.path("strict_error").asBoolean()
          ? ""
          : "NOERROR want "
              + c.path("want_error_code")
              + c.path("want_error")
              + " got "
              + s.bindings();
    if (c.has("want_defined"))
      return c.get("want_defined").asBoolean() == !s.bindings().isEmpty()
          ? ""
          : "DEFINED " + s.bindings();
    if (c.has("want_result")) {
      List<Value> want = new ArrayList<>();
      c.get("want_result").forEach(n -> want.add(norm(JsonValues.of(n))));
      List<Value> got = new ArrayList<>();
      s.bindings().forEach(bb -> got.add(norm(JsonValues.of(JsonValues.json(bb)))));
      boolean sort = c.path("sort_bindings").asBoolean();
      if (sort) {
        want.replaceAll(this::sorted);
        got.replaceAll(this::sorted);
      }
      return SetValue.copyOf(want).equals(SetValue.copyOf(got))
          ? ""
          : "WANT " + want + " GOT " + got;
    }
    return "?";
  }

  Value norm(Value v) {
    return v;
  }

  Value sorted(Value v) {
    ObjectValue o = (ObjectValue) v;
    var m = o.toMap();
    m.replaceAll((k, x) ->
        x instanceof io.wherry.rego.value.ArrayValue(var items) ? SetValue.copyOf(items) : x);
    return ObjectValue.copyOf(m);
  }
}
