package io.wherry.rego;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with rules is said with its place. */
class ErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p := 1 \\n q := | 3:6 | rego_parse_error | expected a term",
        "p if { x > 1 } | 2:10 | rego_unsafe_var_error | var x is unsafe",
        "p := [x ; true] | 2:6 | rego_unsafe_var_error | var x is unsafe",
        "p := q \\n q := p | 2:1 | rego_recursion_error | data.t.p -> data.t.q -> data.t.p",
        "default p := 1 \\n default p := 2 | 3:2 | rego_type_error | multiple default rules",
        "p := 1 \\n p contains 2 | 3:2 | rego_type_error | conflicting rules data.t.p",
        "p if nofun(1) | 2:6 | rego_type_error | undefined function nofun",
        "p := http.send({}) | 2:6 | rego_type_error | rules see nothing but their input",
        "p := count(1, 2, 3) | 2:6 | rego_type_error | arity mismatch",
        "p if { x := 1; x := 2 } | 2:16 | rego_compile_error | assigned above",
        "p := \"a | 2:6 | rego_parse_error | non-terminated string",
        "p := 01 | 2:6 | rego_parse_error | leading zero",
        "p if any([true]) | 2:6 | rego_type_error | deprecated",
        "p.q := 1 \\n p := 2 | 3:2 | rego_type_error | conflicts with data.t.p.q"
      })
  void areReportedWithLineAndColumn(String rules, String at, String code, String message) {
    String text = "package t; import rego.v1\n" + rules.replace("\\n", "\n").replace(" ; ", " | ");
    assertThat(Rego.errors(text))
        .isNotEmpty()
        .anySatisfy(e -> {
          assertThat(e.at().line() + ":" + e.at().column()).isEqualTo(at);
          assertThat(e.code().wire()).isEqualTo(code);
          assertThat(e.message()).contains(message);
        });
  }

  @ParameterizedTest
  @CsvSource({"package", "rules without package", "import data.x", "''"})
  void aFileBeginsWithItsPackage(String text) {
    assertThat(Rego.errors(text))
        .singleElement()
        .extracting(RegoError::code)
        .isEqualTo(RegoError.Code.PARSE);
  }
}
