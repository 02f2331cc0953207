package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.peers.guest.RecorderGuest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that writes records moves between two nodes of a real server. */
class LiveMigrationE2eTest {
  private static final String NS = LiveScene.NS;
  private static final ResourceKey VMI = LiveScene.VMI;
  private static final Duration LONG = LiveScene.LONG;

  @TempDir private Path folder;
  private LiveScene scene;
  private FabricKubeApi api;

  @BeforeEach
  void start() throws IOException {
    scene = LiveScene.start(folder, RecorderGuest.Load.IDLE);
    api = scene.api();
  }

  @AfterEach
  void stop() throws IOException {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void movesThereAndBackWithoutLosingARecord() throws IOException {
    String first = scene.node();
    scene.awaitPhase(scene.migrate("there"), "Succeeded");
    String second = scene.node();
    assertThat(second).isNotEqualTo(first);
    long before = scene.evidence().highest();
    await().atMost(LONG).until(() -> scene.evidence().highest() > before + 10);
    scene.awaitPhase(scene.migrate("back"), "Succeeded");
    assertThat(scene.node()).isEqualTo(first);
    long after = scene.evidence().highest();
    await().atMost(LONG).until(() -> scene.evidence().highest() > after + 10);
    await().atMost(LONG).until(() -> scene.running() == 1);
    assertThat(scene.evidence().boots()).isEqualTo(1);
    assertThat(scene.evidence().faults()).isEmpty();
    Resource record = api.get(new ResourceKey(Kinds.MACHINE_OWNER, NS, "rec")).orElseThrow();
    assertThat(record.at("spec", "generation").asLong()).isEqualTo(3);
    assertThat(record.text("spec", "node")).contains(first);
  }

  private String kubectl(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "kubectl", ".txt");
    Path in = Files.writeString(Files.createTempFile(folder, "kubectl", ".in"), input);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile());
    builder.environment().put("KUBECONFIG", scene.data().resolve("kubeconfig").toString());
    assertThat(builder.start().waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return Files.readString(out);
  }

  @Test
  void drainMovesTheGuestAndEndsWithAnEmptyNode() throws Exception {
    Peers.need("kubectl");
    String first = scene.node();
    await()
        .atMost(LONG)
        .until(() -> ConditionList.isTrue(api.get(VMI).orElseThrow(), "LiveMigratable"));
    String said = kubectl("", "drain", first, "--delete-emptydir-data", "--timeout=50s");
    assertThat(said)
        .contains("cordoned", "Eviction triggered evacuation of VMI \"default/rec\"", "drained");
    String second = scene.node();
    assertThat(second).isNotEqualTo(first);
    assertThat(kubectl("", "uncordon", first)).contains("uncordoned");
    String path =
        "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachines/rec/migrate";
    String refused = kubectl("[]", "replace", "--raw", path, "-f", "-");
    assertThat(refused).contains("not a JSON object");
    assertThat(kubectl("{}", "replace", "--raw", path, "-f", "-")).doesNotContain("rror");
    await().atMost(LONG).until(() -> scene.node().equals(first));
    await().atMost(LONG).until(() -> scene.running() == 1);
    assertThat(scene.evidence().boots()).isEqualTo(1);
    assertThat(scene.evidence().faults()).isEmpty();
  }

  /** Settings hold for the next migration at once, and their removal too. */
  @Test
  void aTargetThatIsKilledLeavesTheGuestWhereItIs() throws IOException {
    String first = scene.node();
    scene.bandwidth(JsonNodeFactory.instance.textNode("1Mi"));
    ResourceKey slow = scene.migrate("slow");
    scene.awaitPhase(slow, "Running");
    assertThat(scene.target().orElseThrow().destroyForcibly()).isTrue();
    scene.awaitPhase(slow, "Failed");
    assertThat(scene.node()).isEqualTo(first);
    long before = scene.evidence().highest();
    await().atMost(LONG).until(() -> scene.evidence().highest() > before + 10);
    await().atMost(LONG).until(() -> scene.running() == 1);
    scene.bandwidth(JsonNodeFactory.instance.nullNode());
    scene.awaitPhase(scene.migrate("fast"), "Succeeded");
    assertThat(scene.node()).isNotEqualTo(first);
    assertThat(scene.evidence().boots()).isEqualTo(1);
    assertThat(scene.evidence().faults()).isEmpty();
  }

  @Test
  void aMigrationThatFindsNoNodeLeavesTheGuestAlone() {
    String first = scene.node();
    for (Resource other : api.list(Kinds.NODE, Selection.ALL)) {
      ObjectNode cordon = other.tree().objectNode();
      cordon.putObject("spec").put("unschedulable", true);
      api.patch(new ResourceKey(Kinds.NODE, "", other.name()), cordon);
    }
    ResourceKey migration = scene.migrate("nowhere");
    scene.awaitPhase(migration, "Scheduling");
    api.delete(migration);
    await().atMost(LONG).until(() -> api.get(migration).isEmpty());
    await()
        .atMost(LONG)
        .until(() ->
            api.list(Kinds.POD, Selection.in(NS)).stream()
                    .filter(p -> p.name().startsWith("virt-launcher"))
                    .count()
                == 1);
    assertThat(scene.node()).isEqualTo(first);
    assertThat(scene.evidence().faults()).isEmpty();
  }
}
