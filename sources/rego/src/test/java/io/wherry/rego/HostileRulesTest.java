package io.wherry.rego;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules come from users: whatever they say, the process lives on, soon. */
class HostileRulesTest {
  private static final Limits SMALL = new Limits(2_000_000, 200_000, Duration.ofSeconds(5));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count(numbers.range(1, 1000000000)) > 0",
        "count(numbers.range(1, 1e300)) > 0",
        "count([x | some a in numbers.range(1, 9999); some b in numbers.range(1, 9999);"
            + " x := a * b]) > 0",
        "some a in numbers.range(1, 9999); some b in numbers.range(1, 9999); a * b == -1",
        "s := sprintf(\"%999999d\", [1]); count(concat(\"\", [s, s, s, s, s])) > 0",
        "count({[a, b] | some a in numbers.range(1, 999); some b in numbers.range(1, 999)}) > 0",
        "x := replace(sprintf(\"%0999999d\", [0]), \"0\", \"0123456789\"); count(x) > 0",
        "net.cidr_expand(\"::/0\")[_] == \"x\"",
        "count(net.cidr_expand(\"10.0.0.0/8\")) > 0"
      })
  void endsAtTheLimit(String body) {
    var question = Question.plain(Instant.EPOCH).withLimits(SMALL);
    Policy.Solutions found = Rego.policy("package t").query(body, question);
    assertThat(found.errors())
        .singleElement()
        .satisfies(e -> assertThat(e.code()).isEqualTo(RegoError.Code.LIMIT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bits.lsh(1, 1000000000) > 0",
        "regex.match(\"(a{1000}){1000}\", \"a\")",
        "regex.match(\"(a+)+$\", sprintf(\"%050000d!\", [0]))",
        "to_number(\"1e999999999\") + 1 > 0",
        "json.unmarshal(\"1e999999999\") + 1 > 0"
      })
  void isUndefinedOrFalse(String body) {
    Policy.Solutions found = Rego.policy("package t").query(body, Question.plain(Instant.EPOCH));
    assertThat(found.errors()).isEmpty();
    assertThat(found.bindings()).isEmpty();
  }

  @Test
  void longNumbersAreRefusedWhenTheyAreRead() {
    assertThat(Rego.errors("package t\np := 1e999999999")).isNotEmpty();
    assertThat(Rego.errors("package t\np := " + "9".repeat(5_000))).isNotEmpty();
  }

  @Test
  void rulesThatCallEachOtherWithoutEndAreAnErrorOfTheQuery() {
    String chain =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "r" + i + " := 1 + r" + (i + 1))
            .collect(Collectors.joining("\n"));
    var compiled =
        Policy.compile(
            java.util.List.of(
                new SourceFile("deep.rego", "package t\n" + chain + "\nr20000 := 1")));
    boolean survived =
        switch (compiled) {
          case Policy.Compiled.Rejected _ -> true;
          case Policy.Compiled.Ready(var policy) ->
              !(Rego.ask(policy, "r0") instanceof Answer.Undefined);
        };
    assertThat(survived).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "(", "{\"a\": ", "[x |", "{x | y |", "-", "not "})
  void deepNestingIsAnErrorOfTheFile(String open) {
    assertThat(Rego.errors("package t\nimport rego.v1\np if " + open.repeat(50_000))).isNotEmpty();
  }

  @Test
  void nestedAmbiguitiesAreParsedInTimeThatGrowsWithTheText() {
    String text = "{a | ".repeat(60) + "1" + ", b}".repeat(60);
    assertThat(Rego.errors("package t\nimport rego.v1\np := " + text)).isNotNull();
  }

  @Test
  void hugeFilesAreRefused() {
    assertThat(Rego.errors("package t\n" + "# x\n".repeat(500_000)))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("characters"));
  }

  @Test
  void anInterruptedThreadStops() {
    Thread.currentThread().interrupt();
    Policy.Solutions found =
        Rego.policy("package t")
            .query("some a in numbers.range(1, 99999); a == -1", Question.plain(Instant.EPOCH));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(found.errors()).isNotEmpty();
  }
}
