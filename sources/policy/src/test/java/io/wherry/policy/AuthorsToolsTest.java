package io.wherry.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.policy.RuleTests.Verdict;
import io.wherry.rego.Policy;
import io.wherry.rego.SourceFile;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What authors of rules get to see. */
class AuthorsToolsTest {
  private static Policy policy(String... texts) {
    List<SourceFile> files = new ArrayList<>(RuleFiles.defaults());
    for (String text : texts) {
      files.add(new SourceFile("mine.rego", text));
    }
    if (Policy.compile(files) instanceof Policy.Compiled.Ready(var policy)) {
      return policy;
    }
    throw new AssertionError(Policy.compile(files));
  }

  @Test
  void testsPassFailOrBreak() {
    Policy policy =
        policy(
            """
            package io.konveyor.forklift.ova
            import rego.v1
            test_good if count(concerns) == 1 with input as {"name": "a b", "ovaSource": "VMware"}
            test_bad if {
              print("concerns", concerns)
              count(concerns) == 7 with input as {"name": "a"}
            }
            test_broken := 1
            test_broken := 2
            not_a_test if false
            """);
    List<RuleTests.Result> results = new RuleTests(policy, Clock.systemUTC()).run();
    assertThat(results)
        .extracting(r -> r.test().name().replaceFirst(".*\\.", ""), RuleTests.Result::verdict)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("test_bad", Verdict.FAIL),
            org.assertj.core.groups.Tuple.tuple("test_broken", Verdict.ERROR),
            org.assertj.core.groups.Tuple.tuple("test_good", Verdict.PASS));
    assertThat(results.getFirst().notes()).containsExactly("\"concerns set()\"");
    assertThat(results.getFirst().test().at()).hasToString("mine.rego:4:1");
  }

  @Test
  void explanationsNameRuleAndValues() throws IOException {
    String machine =
        """
        {"name": "a", "ovaSource": "VMware", "cpuHotAddEnabled": true,
         "disks": [{"capacity": 5, "filePath": "/x"}, {"capacity": -1, "filePath": "/y"}]}
        """;
    List<String> lines =
        new Explanation(policy(), Clock.systemUTC())
            .lines("ova", new ObjectMapper().readTree(machine));
    assertThat(String.join("\n", lines))
        .contains(
            "Warning: CPU/Memory hotplug detected (ova.cpu_memory.hotplug.enabled)",
            "rule at ova/hotplug.rego:",
            "input.cpuHotAddEnabled = true",
            "Critical: Disk '/y' has an invalid capacity of -1 bytes",
            "ova.invalid_disks = {{\"capacity\": -1, \"filePath\": \"/y\"}}",
            "input.disks = [");
  }
}
