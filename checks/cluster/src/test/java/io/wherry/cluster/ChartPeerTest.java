package io.wherry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.cluster.standin.StandIn;
import io.wherry.kube.FabricKubeApi;
import io.wherry.peers.Peers;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart with the real helm: checked, rendered, installed, upgraded, removed. */
class ChartPeerTest {
  private static final String NS = "wherry-system";
  private static final KindRef DEPLOYMENT =
      KindRef.namespaced("apps", "v1", "Deployment", "deployments");

  @TempDir Path folder;

  private String helm(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Programs.goPeer("helm").toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment =
        Map.of("KUBECONFIG", folder.resolve("kubeconfig").toString(), "HOME", folder.toString());
    Programs.Ended ended = Programs.run(folder, environment, command);
    // It tells of every link in the chart.
    String text = ended.text().replaceAll("(?m)^.*found symbolic link in path.*\n", "");
    assertThat(ended.code()).as(text).isZero();
    return text;
  }

  private static String chart() {
    return Peers.root().resolve("deploy/chart").toString();
  }

  @Test
  void isWellFormedAndMakesThePlainManifest() {
    assertThat(helm("lint", "--strict", chart())).contains("0 chart(s) failed");
    String plain =
        helm(
            "template",
            "wherry",
            chart(),
            "-n",
            NS,
            "--kube-version",
            "1.32.0",
            "--no-hooks",
            "--set",
            "definitions.install=false");
    String head =
        "# Made from deploy/chart with its default values; see docs/install-cluster.md.\n"
            + "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: "
            + NS
            + "\n";
    Golden.page("../deploy/wherry.yaml", head + plain);
  }

  @Test
  void carriesEveryDefinitionOfOurs() throws IOException {
    try (Stream<Path> all = Files.list(Peers.root().resolve("deploy/crds"));
        Stream<Path> carried = Files.list(Path.of(chart(), "definitions"))) {
      List<String> ours =
          all.map(p -> p.getFileName().toString()).filter(Definitions::areOurs).sorted().toList();
      assertThat(carried.map(p -> p.getFileName().toString()).sorted()).isEqualTo(ours);
    }
  }

  @Test
  void installsUpgradesAndLeavesNoFinalizerBehind() throws IOException {
    try (RealCluster cluster = RealCluster.startWithKubevirt();
        FabricKubeApi api = FabricKubeApi.ofKubeconfig(cluster.kubeconfig());
        StandIn _ =
            new StandIn(cluster.kubeconfig(), Files.createDirectory(folder.resolve("node")))) {
      Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
      helm("install", "wherry", chart(), "-n", NS, "--create-namespace");
      ResourceKey operator = new ResourceKey(DEPLOYMENT, NS, "wherry-operator");
      assertThat(api.get(operator).orElseThrow().at("spec", "replicas").asInt()).isEqualTo(2);

      helm("upgrade", "wherry", chart(), "-n", NS, "--set", "replicas=1,maxVmInflight=7");
      assertThat(api.get(operator).orElseThrow().at("spec", "replicas").asInt()).isEqualTo(1);

      Resource held = Resource.of(Kinds.RUN, NS, "held");
      ((ObjectNode) held.at("metadata")).putArray("finalizers").add("wherry.io/undo");
      ObjectNode spec = held.tree().putObject("spec").put("itinerary", "cold").put("revision", 1);
      spec.putObject("plan").put("name", "p");
      spec.putObject("migration").put("name", "m");
      spec.putObject("vm").put("id", "v");
      var _ = api.create(Kinds.RUN, held);
      helm("uninstall", "wherry", "-n", NS, "--wait", "--timeout", "120s");

      assertThat(api.get(operator)).isEmpty();
      assertThat(api.get(new ResourceKey(Kinds.RUN, NS, "held")).orElseThrow())
          .as("plans and runs stay, and can be deleted")
          .matches(r -> r.items("metadata", "finalizers").isEmpty());
    }
  }
}
