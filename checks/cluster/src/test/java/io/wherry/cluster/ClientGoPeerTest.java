package io.wherry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kubernetes' own client library (tools/go-peers/client) on both servers: typed clients that speak
 * protobuf, informers, streaming lists, server-side apply, leader election, 300 open watches.
 */
@ExtendWith(RealCluster.Extension.class)
class ClientGoPeerTest {
  @TempDir Path folder;

  @Test
  void everyPartOfClientGoWorksOnBothServers(RealCluster real) throws IOException {
    Path program = Programs.goPeer("client");
    String wanted = take(program, "real", real.kubeconfig());
    try (Embedded embedded = Embedded.start(folder.resolve("store"))) {
      assertThat(take(program, "embedded", embedded.kubeconfig())).isEqualTo(wanted);
    }
    assertThat(wanted.lines()).hasSizeGreaterThan(10).allMatch(line -> line.startsWith("ok "));
  }

  private String take(Path program, String name, String kubeconfig) throws IOException {
    Path file = Files.writeString(folder.resolve(name), kubeconfig);
    Map<String, String> environment =
        Map.of("KUBECONFIG", file.toString(), "KUBE_FEATURE_WatchListClient", "true");
    Programs.Ended ended = Programs.run(folder, environment, List.of(program.toString()));
    assertThat(ended.code()).as(ended.text()).isZero();
    return String.join("\n", ended.text().lines().filter(l -> l.matches("(ok|FAIL) .*")).toList());
  }
}
