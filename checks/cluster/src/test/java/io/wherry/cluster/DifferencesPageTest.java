package io.wherry.cluster;

import io.wherry.testkit.Golden;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of known differences is made from the tour, which proves each of them. */
class DifferencesPageTest {
  private static final String HEAD =
      """
      # Where the embedded server differs from Kubernetes

      Written by a test. `checks/cluster` runs the %d commands of
      [tour.yaml](../checks/cluster/src/test/resources/io/wherry/cluster/tour.yaml) with kubectl on the embedded
      server and on a real kube-apiserver %s with its controllers, and compares what they say. These differ:

      """;

  @Test
  void listsEveryDifferenceWithItsReason() {
    List<Tour.Step> steps = Tour.load("tour.yaml").steps();
    Map<String, List<Tour.Step>> reasons =
        steps.stream()
            .filter(s -> !s.differs().isEmpty())
            .collect(
                Collectors.groupingBy(Tour.Step::differs, LinkedHashMap::new, Collectors.toList()));
    StringBuilder page = new StringBuilder(HEAD.formatted(steps.size(), "1.32"));
    reasons.forEach((reason, differing) -> {
      page.append("* ").append(reason).append('\n');
      differing.forEach(s -> page.append("  `").append(shortened(s.run())).append("`\n"));
    });
    page.append('\n').append(Tour.load("tour.yaml").notes());
    Golden.page("api-differences.md", page.toString());
  }

  private static String shortened(String command) {
    return command.length() <= 100 ? command : command.substring(0, 99) + "…";
  }
}
