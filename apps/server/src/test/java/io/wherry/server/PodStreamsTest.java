package io.wherry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.server.node.Doors;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may run programs in pods, and what is refused before a stream is opened. */
class PodStreamsTest {
  private static final String EXEC = "/api/v1/namespaces/default/pods/worker/exec";

  @TempDir private Path folder;
  private final MemoryKubeApi api = new MemoryKubeApi(new TestClock());

  private record Request(
      String path, Map<String, List<String>> query, String upgrade, boolean isAdministrator)
      implements ApiExtension.Call {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String header(String name) {
      return name.equals("Upgrade") ? upgrade : "";
    }

    @Override
    public String user() {
      return "somebody";
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }
  }

  @BeforeEach
  void pod() {
    Resource pod = Resource.of(Kinds.POD, "default", "worker");
    pod.tree().putObject("spec").putArray("containers").addObject().put("name", "main");
    api.create(Kinds.POD, pod);
  }

  private PodStreams streams() {
    return new PodStreams(api, _ -> Optional.empty(), new Doors(_ -> Optional.empty()));
  }

  private static Map<String, List<String>> command(String... words) {
    return Map.of("command", List.of(words));
  }

  @Test
  void letsOnlyAdministratorsRunPrograms() {
    assertThatThrownBy(() -> streams().upgrade(new Request(EXEC, command("id"), "", false)))
        .isInstanceOf(ApiFailure.class)
        .hasMessageStartingWith("pods \"worker\" is forbidden: pods are processes of this machine")
        .extracting(e -> ((ApiFailure) e).code())
        .isEqualTo(403);
  }

  @Test
  void refusesPodsThatDoNotRun() {
    assertThatThrownBy(() -> streams().upgrade(new Request(EXEC, command("id"), "", true)))
        .hasMessageContaining("current phase is Pending");
  }

  @Test
  void refusesUnknownPodsContainersAndMissingCommands() {
    String missing = EXEC.replace("worker", "nobody");
    assertThatThrownBy(() -> streams().upgrade(new Request(missing, command("id"), "", true)))
        .hasMessage("pods \"nobody\" not found");
    var other = Map.of("command", List.of("id"), "container", List.of("other"));
    assertThatThrownBy(() -> streams().upgrade(new Request(EXEC, other, "", true)))
        .hasMessage("container not found (\"other\")");
    assertThatThrownBy(() -> streams().upgrade(new Request(EXEC, Map.of(), "", true)))
        .hasMessageContaining("at least one command");
  }

  @Test
  void saysThatSpdyIsNotServed() {
    var request = new Request(EXEC, command("id"), "SPDY/3.1", true);
    assertThatThrownBy(() -> streams().handle(request, null)).hasMessageContaining("WebSocket");
  }

  @Test
  void servesNothingButExecAndAttach() {
    assertThat(streams().serves(EXEC)).isTrue();
    assertThat(streams().serves(EXEC.replace("exec", "attach"))).isTrue();
    assertThat(streams().serves(EXEC.replace("exec", "log"))).isFalse();
    assertThat(streams().serves(EXEC + "/more")).isFalse();
  }
}
