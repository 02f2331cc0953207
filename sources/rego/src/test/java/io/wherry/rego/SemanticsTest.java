package io.wherry.rego;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What costs rule authors a day when it is not so; all of it is what the real OPA does. */
class SemanticsTest {
  private static final Policy EMPTY = Rego.policy("package t");

  /** Whether a body holds for the input {"s": "x", "n": null, "f": false, "zero": 0, "e": []}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "count(input.missing) == 0~false",
        "count(input.n) == 0~false",
        "count(input.e) == 0~true",
        "not input.missing~true",
        "not input.f~true",
        "not input.zero~false",
        "not input.n~false",
        "input.zero~true",
        "input.f~false",
        "input.missing != 1~false",
        "not input.missing == 1~true",
        "not input.missing != 1~false",
        "not count(input.missing) > 0~false",
        "not startswith(input.missing, \"a\")~false",
        "not \"x\" in input.missing~false",
        "7 / 2 == 3.5~true",
        "round(2.5) == 3; round(-2.5) == -3~true",
        "1 == 1.0~true",
        "count(\"hé\") == 2~true",
        "regex.match(\"up|down\", \"powering_down\")~true",
        "10 % 0 == 1~false",
        "1 / 0 == 1~false"
      })
  void holdsAsInTheRealOne(String body, boolean holds) {
    Question question =
        Question.about(
            Rego.value("{\"s\": \"x\", \"n\": null, \"f\": false, \"zero\": 0, \"e\": []}"),
            Instant.EPOCH);
    Policy.Solutions found = EMPTY.query(body, question);
    assertThat(found.errors()).isEmpty();
    assertThat(!found.bindings().isEmpty()).isEqualTo(holds);
  }

  @Test
  void oldFilesAreReadInTheOldLanguage() {
    Policy policy =
        Rego.policy(
            "package t\nconcerns[flag] { input.x == 1; flag := {\"id\": \"old\"} }",
            "package t\nimport rego.v1\nconcerns contains {\"id\": \"new\"} if input.x == 1");
    Answer found =
        Rego.ask(policy, "concerns", Question.about(Rego.value("{\"x\": 1}"), Instant.EPOCH));
    assertThat(found.found().orElseThrow().text())
        .isEqualTo("{{\"id\": \"new\"}, {\"id\": \"old\"}}");
  }

  @Test
  void linesAreSortedUntilEveryVariableIsKnown() {
    Policy policy =
        Rego.policy("package t\nimport rego.v1\np := y if { y == x * 2; y = x + x; x = 21 }");
    assertThat(Rego.ask(policy, "p").found().orElseThrow().text()).isEqualTo("42");
  }

  @Test
  void rulesThatContradictEachOtherEndTheQuery() {
    Policy policy = Rego.policy("package t\np := 1\np := 2");
    assertThat(Rego.ask(policy, "p"))
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            f -> {
              assertThat(f.error().code()).isEqualTo(RegoError.Code.CONFLICT);
              assertThat(f.error().at()).hasToString("rules1.rego:3:1");
            });
  }

  @Test
  void bigNumbersKeepEveryDigit() {
    Policy policy =
        Rego.policy("package t\np := 9007199254740993 + 0\nq := 18446744073709551616 * 3");
    assertThat(Rego.ask(policy, "p").found().orElseThrow().text()).isEqualTo("9007199254740993");
    assertThat(Rego.ask(policy, "q").found().orElseThrow().text())
        .isEqualTo("55340232221128654848");
  }
}
