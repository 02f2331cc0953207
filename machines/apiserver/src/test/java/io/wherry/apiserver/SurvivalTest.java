package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.Write;
import io.wherry.apiserver.store.WriteOutcome;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged stays, whatever happens to the process. */
class SurvivalTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir Path scratch;
  private Path directory;

  @BeforeEach
  void choose() {
    directory = scratch.resolve("data");
  }

  @Test
  void keepsEverythingAcrossARestart() throws Exception {
    String revision;
    String kubeconfig;
    try (TestServer server = TestServer.start(directory)) {
      server.post(MAPS, configMap("kept", "v"));
      revision = json(server.get(MAPS)).at("/metadata/resourceVersion").asText();
      kubeconfig = server.token;
    }
    try (TestServer server = TestServer.start(directory)) {
      assertThat(server.token).isEqualTo(kubeconfig);
      ObjectNode kept = json(server.get(MAPS + "/kept"));
      assertThat(kept.at("/data/k").asText()).isEqualTo("v");
      assertThat(json(server.get(MAPS)).at("/metadata/resourceVersion").asLong())
          .isGreaterThanOrEqualTo(Long.parseLong(revision));
      ObjectNode next = json(server.post(MAPS, configMap("next", "v")));
      assertThat(next.at("/metadata/resourceVersion").asLong())
          .isGreaterThan(Long.parseLong(revision));
    }
  }

  @Test
  @Timeout(20)
  void endsOpenWatchesWhenItCloses() throws Exception {
    TestServer server = TestServer.start(directory);
    List<InputStream> watches = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      watches.add(server.stream(MAPS + "?watch=1&resourceVersion=" + 1).body());
    }
    long start = System.nanoTime();
    server.server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    for (InputStream watch : watches) {
      assertThat(watch.readAllBytes()).isNotNull();
    }
    server.http.shutdownNow();
    new ObjectStore(directory).close();
  }

  @Test
  void finishesAfterARestartWhatADeletionBegan() throws Exception {
    try (TestServer server = TestServer.start(directory)) {
      server.post(MAPS, "{\"metadata\":{\"name\":\"x\",\"ownerReferences\":[]}}");
    }
    // The owner went while nobody looked: as after a kill between two writes.
    try (ObjectStore store = new ObjectStore(directory)) {
      var seen = store.get(new ObjectKey(new Bucket("", "configmaps"), "default", "x"));
      ObjectNode tree = seen.orElseThrow().tree().deepCopy();
      ((ObjectNode) tree.get("metadata")).putArray("ownerReferences").addObject().put("uid", "u");
      assertThat(store.write(Write.replace(seen.get(), tree)))
          .isInstanceOf(WriteOutcome.Committed.class);
    }
    try (TestServer server = TestServer.start(directory)) {
      org.awaitility.Awaitility.await().until(() -> server.get(MAPS + "/x").statusCode() == 404);
    }
  }

  /** Writes as fast as it can and prints what was acknowledged. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      ObjectStore store = new ObjectStore(Path.of(args[0]));
      for (int thread = 0; thread < 4; thread++) {
        String name = args[1] + "-" + thread + "-";
        Thread.ofPlatform().start(() -> write(store, name));
      }
    }

    private static void write(ObjectStore store, String name) {
      for (int i = 0; ; i++) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("metadata").put("uid", name + i);
        ObjectKey key = new ObjectKey(new Bucket("", "configmaps"), "ns", name + i);
        if (store.write(Write.create(key, tree, null)) instanceof WriteOutcome.Committed(var c)) {
          System.out.println(name + i + " " + c.revision());
          System.out.flush();
        }
      }
    }
  }

  @Test
  void losesNothingAcknowledgedWhenKilled() throws Exception {
    Map<String, Long> acknowledged = new HashMap<>();
    int kills = Integer.getInteger("kills", 3);
    for (int round = 0; round < kills; round++) {
      long highest = acknowledged.values().stream().mapToLong(r -> r).max().orElse(0);
      Path output = scratch.resolve("out" + round);
      killWhenItWrote(200 + 150 * (round % 5), fork("r" + round, output), output);
      acknowledged.putAll(acknowledged(output));
      try (ObjectStore store = new ObjectStore(directory)) {
        assertThat(store.revision()).isGreaterThanOrEqualTo(highest);
        for (var entry : acknowledged.entrySet()) {
          ObjectKey key = new ObjectKey(new Bucket("", "configmaps"), "ns", entry.getKey());
          assertThat(store.get(key).orElseThrow().revision()).isEqualTo(entry.getValue());
        }
      }
    }
    assertThat(acknowledged.values()).doesNotHaveDuplicates().hasSizeGreaterThan(500);
  }

  private Process fork(String round, Path output) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes,
                Writer.class.getName(),
                directory.toString(),
                round))
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void killWhenItWrote(int lines, Process writer, Path output) throws Exception {
    try {
      await().until(() -> acknowledged(output).size() >= lines);
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  /** The last line of a killed process may be cut. */
  private static Map<String, Long> acknowledged(Path output) throws Exception {
    String text = Files.readString(output);
    Map<String, Long> found = new HashMap<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      String[] parts = line.split(" ");
      if (parts.length == 2) {
        found.put(parts[0], Long.valueOf(parts[1]));
      }
    }
    return found;
  }
}
