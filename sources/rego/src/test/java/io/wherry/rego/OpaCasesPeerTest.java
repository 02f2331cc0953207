package io.wherry.rego;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.wherry.peers.RealOpa;
import io.wherry.rego.syntax.Dialect.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every case that comes with the real Open Policy Agent, in both versions of the language. */
class OpaCasesPeerTest {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /**
   * What we do not offer, on purpose: experimental syntax, and functions that rules do not need.
   */
  private static final Pattern NOT_OFFERED =
      Pattern.compile(
          "illegal import of (future.keywords.(and|or|not)|rego.v2)"
              + "|undefined function (io.jwt|graphql|providers|crypto.x509|crypto.parse|rego|uuid"
              + "|uri|yaml|rand|json.(match|verify)_schema|json.marshal_with_options"
              + "|strings.(render_template|split_n)|graph.reachable_paths|regex.globs_match"
              + "|net.lookup_ip_addr|http.send|opa.runtime|test.sleep)");

  /** Cases that differ, each with the reason. */
  private static final Set<String> DIFFERENT =
      Set.of(
          // Given data and a rule of the same name: we let the rule win, there it is an error.
          "baseandvirtualdocs/base/virtual: conflicts",
          // Data that is a number at the place of a package.
          "data/toplevel integer",
          "data/nested integer",
          // `not { … }`, experimental.
          "negation/not-body: explicit body, future.keywords wildcard import",
          // Recursion through a variable is refused more strictly.
          "ir/call-dynamic with ref heads and unrelated rule (issue 7399)",
          // Rules below a rule with variables in its name do not add to what that rule makes.
          "refheads/general, overlapping rule, conflict",
          "refheads/general, overlapping rule, deep override inside other rule object value,"
              + " conflict",
          "refheads/general, overlapping rule, deep injection into other rule object value,"
              + " conflict",
          "refheads/general, set leaf (shallow ref)",
          "refheads/general, set leaf",
          "refheads/general, set leaf, deep query",
          "refheads/single-value, with var, conflict",
          // Empty strings to be replaced beside others.
          "replacen/semantics/empty key/with non-empty keys",
          "replacen/semantics/empty key/multi-byte key",
          // `with` inside of a template string.
          "string-interpolation/with in template expression",
          "string-interpolation/multi-line/with in template expression",
          // Functions are no documents, so a package does not show them.
          "withkeyword/builtin: indirect call, arity 0, query package",
          "withkeyword/builtin: indirect call through function, query package",
          // A replacement for a function that we do not have.
          "withkeyword/builtin-builtin: arity 0");

  @ParameterizedTest
  @CsvSource({"v0, V0, 1500", "v1, V1, 1700"})
  void answersAsTheRealOneDoes(String folder, Version version, int least) throws IOException {
    List<String> different = new ArrayList<>();
    int same = 0;
    for (OpaCase one : cases(RealOpa.cases().resolve(folder), version)) {
      String difference = one.difference();
      if (difference.isEmpty()) {
        same++;
      } else if (!NOT_OFFERED.matcher(difference).find() && !DIFFERENT.contains(one.note())) {
        different.add(one.note() + ": " + difference);
      }
    }
    assertThat(different).isEmpty();
    assertThat(same).isGreaterThan(least);
  }

  private static List<OpaCase> cases(Path folder, Version version) throws IOException {
    List<OpaCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        for (JsonNode said : YAML.readTree(file.toFile()).path("cases")) {
          cases.add(new OpaCase(version, said));
        }
      }
    }
    return cases;
  }
}
