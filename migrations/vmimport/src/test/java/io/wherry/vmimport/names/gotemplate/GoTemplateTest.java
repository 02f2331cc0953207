package io.wherry.vmimport.names.gotemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares with what Go's own text/template said (generator.go.txt beside the table). */
class GoTemplateTest {
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "VmName", "My Web_Server.01",
          "TargetVmName", "my-web-server.01",
          "PlanName", "wave-one-of-many-waves",
          "VmId", "vm-4711",
          "DiskIndex", 2L,
          "RootDiskIndex", 0L,
          "Shared", true,
          "FileName", "[ds1] web/web_1.vmdk",
          "WinDriveLetter", "c",
          "Empty", "");

  /** Deliberate differences, each with its reason. */
  private static final Set<String> OURS =
      Set.of(
          // templates that define templates have no use in a name
          "{{define \"a\"}}{{end}}",
          // Go prints its complaint into the name; an error says more
          "{{printf \"%d\" \"x\" | len}}",
          // half a letter cannot be in a Java string; such a name is refused later anyway
          "{{trunc 1 \"éa\" | len}}");

  @Test
  void rendersAsGoDoes() throws IOException {
    List<String> differences = new ArrayList<>();
    try (var table = getClass().getResourceAsStream("cases.json")) {
      for (JsonNode row : new ObjectMapper().readTree(table)) {
        String template = row.path("template").asText();
        String expected = row.path("fails").asBoolean() ? "FAILS" : row.path("output").asText();
        String actual = render(template);
        if (!OURS.contains(template) && !actual.equals(expected)) {
          differences.add(template + "\n  Go:   " + expected + "\n  here: " + actual);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String render(String template) {
    try {
      return GoTemplate.parse(template).render(VARIABLES);
    } catch (InvalidRequest e) {
      return "FAILS";
    }
  }

  @Test
  void saysWhereAndWhat() {
    complains("a {{.Nope}}", "line 1, column 5: unknown field .Nope; known are .DiskIndex");
    complains("a\n {{nope 1}}", "line 2, column 4: function 'nope' is not defined");
    complains("{{if true}}x", "'if' has no end");
    complains("{{\"x", "unterminated quoted text");
    complains("{{div 1 0}}", "div: division by zero");
    complains("{{template \"x\"}}", "'template' is not supported");
  }

  @Test
  void boundsTimeAndOutput() {
    complains("{{range 100000}}{{range 100000}}{{end}}{{end}}", "steps");
    complains("{{repeat 1000000 \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}}", "longer");
    complains("{{range 3000}}aaa{{end}}", "longer");
    complains("{{printf \"%100000d\" 1}}", "width");
    complains(
        "{{mustRegexReplaceAll \"(.*a){12}c\" (repeat 60 \"a\" | printf \"%sb\") \"\"}}", "takes");
  }

  private static void complains(String template, String message) {
    assertThatThrownBy(() -> GoTemplate.parse(template).render(Map.of("DiskIndex", 1L)))
        .as(template)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesEndlessNesting() {
    assertThatThrownBy(() -> GoTemplate.parse("{{" + "(".repeat(4000) + "}}"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> GoTemplate.parse("{{if true}}".repeat(400)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void refusesLongTemplates() {
    assertThatThrownBy(() -> GoTemplate.parse("a".repeat(9000)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("longer than");
  }
}
