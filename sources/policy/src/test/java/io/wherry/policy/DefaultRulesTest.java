package io.wherry.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.rego.SourceFile;
import io.wherry.spi.MachineRules.Verdict;
import io.wherry.spi.SourceMachine.Concern;
import io.wherry.spi.SourceType;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultRulesTest {
  private static final int MACHINES = 1_500;
  private static final LiveRules RULES = new LiveRules(Clock.systemUTC());

  /** No rule is dead, and none fires always. */
  @ParameterizedTest
  @CsvSource({"VSPHERE, 29", "OVIRT, 39", "OPENSTACK, 16", "OVA, 6", "HYPERV, 12"})
  void everyRuleFiresForSomeMachinesOnly(SourceType type, int rules) throws IOException {
    RandomMachines machines = new RandomMachines(Family.of(type).orElseThrow(), 7);
    Map<String, Integer> fired = new HashMap<>();
    for (int i = 0; i < MACHINES; i++) {
      Verdict verdict =
          RULES.judge(type, machines.next().put("name", "n" + i % 2 + " x")).orElseThrow();
      verdict.concerns().stream()
          .map(Concern::id)
          .distinct()
          .forEach(id -> fired.merge(id, 1, Integer::sum));
    }
    fired.keySet().removeIf(id -> id.endsWith("name.invalid"));
    assertThat(fired).hasSize(rules - 1);
    assertThat(fired).allSatisfy((_, times) -> assertThat(times).isLessThan(MACHINES));
  }

  @Test
  void idsOfAllFamiliesAreTheContracts() {
    Pattern id = Pattern.compile("\"id\": \"([^\"]+)\"");
    int count = 0;
    for (SourceFile file : RuleFiles.defaults()) {
      Matcher ids = id.matcher(file.text());
      while (ids.find()) {
        count++;
      }
    }
    assertThat(count).isEqualTo(102);
  }

  private static ObjectNode json(String text) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(text);
  }

  @Test
  void labelsNameWhatTheyAreAbout() throws IOException {
    Verdict verdict =
        RULES
            .judge(
                SourceType.VSPHERE,
                json(
                    """
                    {"name": "web01", "guestId": "rhel9_64Guest", "guestNetworks": [{}],
                     "disks": [{"bus": "scsi", "controllerKey": 1001, "unitNumber": 2,
                       "changeTrackingEnabled": false, "capacity": 0, "file": "[ds] a.vmdk"}],
                     "guestDisks": [{"diskPath": "/", "freeSpace": 1048576}]}
                    """))
            .orElseThrow();
    assertThat(verdict.rulesVersion()).isEqualTo(5);
    assertThat(verdict.concerns())
        .extracting(Concern::label, Concern::category)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "Disk - scsi1:2 does not have CBT enabled", "Warning"),
            org.assertj.core.groups.Tuple.tuple(
                "Disk '[ds] a.vmdk' has an invalid capacity of 0 bytes", "Critical"),
            org.assertj.core.groups.Tuple.tuple(
                "Insufficient free space for conversion on '/'", "Critical"));
  }

  /** What the inventory never said is not the same as what it knows to be empty. */
  @Test
  void missingAndEmptyListsDiffer() throws IOException {
    assertThat(ids("{\"name\": \"a\", \"guestNetworks\": []}"))
        .contains("vmware.vm_missing_ip.detected");
    assertThat(ids("{\"name\": \"a\", \"guestNetworks\": null}"))
        .doesNotContain("vmware.vm_missing_ip.detected");
    assertThat(ids("{\"name\": \"a\"}")).doesNotContain("vmware.vm_missing_ip.detected");
  }

  private static java.util.List<String> ids(String machine) throws IOException {
    return RULES.judge(SourceType.VSPHERE, json(machine)).orElseThrow().concerns().stream()
        .map(Concern::id)
        .toList();
  }

  @Test
  void aMachineWithoutNameIsNotJudged() throws IOException {
    assertThat(RULES.judge(SourceType.OVA, json("{\"name\": 7}"))).isEmpty();
  }
}
