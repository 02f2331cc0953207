package io.wherry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever applies the examples again and again, as GitOps tools do, changes nothing. */
@ExtendWith(RealCluster.Extension.class)
class GitOpsPeerTest {
  @TempDir Path folder;

  @Test
  void applyingTheExamplesAgainChangesNothing(RealCluster real) throws IOException {
    Peers.need("kubectl");
    String onReal = changesNothing(real.kubeconfig());
    try (Embedded embedded = Embedded.start(folder.resolve("store"))) {
      assertThat(changesNothing(embedded.kubeconfig())).isEqualTo(onReal);
    }
  }

  /** The names of what was applied. */
  private String changesNothing(String kubeconfig) throws IOException {
    Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
    String examples = Peers.root().resolve("examples").toString();
    String[] apply = {
      "apply", "--server-side", "--field-manager=gitops", "-R", "-f", examples, "-o", "name"
    };
    kubectl(apply);
    // Both servers write a namespace that states no field once more: who filled it in is noted.
    String names = kubectl(apply);
    String before = revisions(names);
    assertThat(kubectl(apply)).isEqualTo(names);
    assertThat(revisions(names)).isEqualTo(before);
    assertThat(kubectl("diff", "--server-side", "--field-manager=gitops", "-R", "-f", examples))
        .isEmpty();
    kubectl("delete", "-R", "-f", examples, "--wait=false", "--ignore-not-found");
    return names;
  }

  private String revisions(String names) {
    assertThat(names.lines()).hasSizeGreaterThan(5);
    String columns = "custom-columns=K:.kind,N:.metadata.name,R:.metadata.resourceVersion";
    return kubectl("get", "-R", "-f", Peers.root().resolve("examples").toString(), "-o", columns);
  }

  private String kubectl(String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    Map<String, String> environment =
        Map.of("KUBECONFIG", folder.resolve("kubeconfig").toString(), "HOME", folder.toString());
    Programs.Ended ended = Programs.run(folder, environment, command);
    assertThat(ended.code()).as(ended.text()).isZero();
    return ended.text();
  }
}
