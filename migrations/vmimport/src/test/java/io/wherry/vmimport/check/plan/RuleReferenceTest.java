package io.wherry.vmimport.check.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleReferenceTest {
  private static final Path PAGE = Path.of("../../docs/reference/plan-conditions.md");

  @Test
  void pageShowsTheRulesAsTheyAre() throws IOException {
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, RuleReference.markdown());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(RuleReference.markdown());
  }

  @Test
  void everyRuleHasItsTest() throws IOException {
    List<String> missing =
        Stream.concat(PlanRules.PLAN.stream(), PlanRules.VMS.stream())
            .map(rule ->
                "src/test/java/" + rule.getClass().getName().replace('.', '/') + "Test.java")
            .filter(file -> !Files.exists(Path.of(file)))
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyRuleClassIsInTheList() throws IOException {
    List<String> listed =
        Stream.concat(PlanRules.PLAN.stream(), PlanRules.VMS.stream())
            .map(rule -> rule.getClass().getSimpleName() + ".java")
            .toList();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/wherry/vmimport/check/plan"))) {
      List<String> written =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith("Rule.java") && !f.equals("PlanRule.java"))
              .toList();
      assertThat(listed).containsExactlyInAnyOrderElementsOf(written);
    }
  }
}
