package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches as streams and as WebSockets. */
class WatchesTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** An open watch, read event by event. */
  private record Events(BufferedReader lines) implements AutoCloseable {
    static Events open(String path) throws Exception {
      var in = server.stream(path).body();
      return new Events(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    }

    JsonNode next() throws Exception {
      String line = lines.readLine();
      return line == null ? TestServer.JSON.missingNode() : TestServer.JSON.readTree(line);
    }

    String nextText() throws Exception {
      JsonNode event = next();
      return event.path("type").asText() + " " + event.at("/object/metadata/name").asText();
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private static String revision() throws Exception {
    return json(server.get(MAPS)).at("/metadata/resourceVersion").asText();
  }

  @Test
  void tellsEveryChangeAfterARevision() throws Exception {
    String from = revision();
    server.post(MAPS, configMap("seen", "1"));
    try (Events events = Events.open(MAPS + "?watch=true&resourceVersion=" + from)) {
      assertThat(events.nextText()).isEqualTo("ADDED seen");
      server.merge(MAPS + "/seen", "{\"data\":{\"k\":\"2\"}}");
      assertThat(events.nextText()).isEqualTo("MODIFIED seen");
      server.delete(MAPS + "/seen");
      assertThat(events.nextText()).isEqualTo("DELETED seen");
    }
  }

  @Test
  void streamsAListAndMarksItsEnd() throws Exception {
    server.post(MAPS, configMap("listed", "1"));
    String query = "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true";
    try (Events events =
        Events.open(
            MAPS
                + query
                + "&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name=listed")) {
      assertThat(events.nextText()).isEqualTo("ADDED listed");
      JsonNode bookmark = events.next();
      assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
      assertThat(bookmark.at("/object/metadata/annotations/k8s.io~1initial-events-end").asText())
          .isEqualTo("true");
    }
  }

  @Test
  void tellsWhenAnObjectEntersOrLeavesTheSelection() throws Exception {
    server.post(MAPS, configMap("moving", "1"));
    String path = MAPS + "?watch=1&labelSelector=in&resourceVersion=" + revision();
    try (Events events = Events.open(path)) {
      server.merge(MAPS + "/moving", "{\"metadata\":{\"labels\":{\"in\":\"x\"}}}");
      assertThat(events.nextText()).isEqualTo("ADDED moving");
      server.merge(MAPS + "/moving", "{\"metadata\":{\"labels\":null}}");
      assertThat(events.nextText()).isEqualTo("DELETED moving");
    }
  }

  @Test
  void saysGoneWhenTheRevisionIsForgotten() throws Exception {
    server.post(MAPS, configMap("churn", "x"));
    String first = revision();
    for (int i = 0; i < 1100; i++) {
      server.merge(MAPS + "/churn", "{\"data\":{\"k\":\"" + i + "\"}}");
    }
    assertGone(first);
    assertThat(
            server.get(MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + first).statusCode())
        .isEqualTo(410);
  }

  @Test
  void saysGoneWhenTheRevisionIsOfAnotherLifeOfTheServer() throws Exception {
    assertGone("99999999");
  }

  private static void assertGone(String revision) throws Exception {
    try (Events events = Events.open(MAPS + "?watch=1&resourceVersion=" + revision)) {
      JsonNode event = events.next();
      assertThat(event.path("type").asText()).isEqualTo("ERROR");
      assertThat(event.at("/object/code").asInt()).isEqualTo(410);
      assertThat(event.at("/object/reason").asText()).isEqualTo("Expired");
      assertThat(events.next().isMissingNode()).isTrue();
    }
  }

  @Test
  void endsAfterTheTimeAskedFor() throws Exception {
    try (Events events =
        Events.open(MAPS + "?watch=1&timeoutSeconds=1&resourceVersion=" + revision())) {
      assertThat(events.next().isMissingNode()).isTrue();
    }
  }

  @Test
  void keepsThreeHundredWatchesAndTellsThemAll() throws Exception {
    String path = MAPS + "?watch=1&fieldSelector=metadata.name=crowd&resourceVersion=" + revision();
    List<Stream<String>> open = new ArrayList<>();
    CountDownLatch told = new CountDownLatch(300);
    for (int i = 0; i < 300; i++) {
      Stream<String> lines =
          server.http.send(server.request(path).build(), BodyHandlers.ofLines()).body();
      open.add(lines);
      Thread.ofVirtual()
          .start(() -> {
            lines.findFirst().filter(l -> l.contains("crowd")).ifPresent(_ -> told.countDown());
          });
    }
    server.post(MAPS, configMap("crowd", "1"));
    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    open.forEach(Stream::close);
  }

  @Test
  void servesWebSocketWatchesAsFabric8OpensThem() throws Exception {
    Config config = Config.fromKubeconfig(server.server.kubeconfig());
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      BlockingQueue<String> events = new ArrayBlockingQueue<>(100);
      var watch =
          client
              .configMaps()
              .inNamespace("default")
              .withName("socketed")
              .watch(
                  new Watcher<ConfigMap>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap map) {
                      events.add(action + " " + map.getMetadata().getName());
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                      events.add("closed");
                    }
                  });
      server.post(MAPS, configMap("socketed", "1"));
      assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("ADDED socketed");
      server.delete(MAPS + "/socketed");
      assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("DELETED socketed");
      watch.close();
    }
  }

  @Test
  void feedsInformers() throws Exception {
    Config config = Config.fromKubeconfig(server.server.kubeconfig());
    server.post(MAPS, configMap("informed", "1"));
    try (var client = new KubernetesClientBuilder().withConfig(config).build();
        var informer = client.configMaps().inNamespace("default").inform()) {
      assertThat(informer.getStore().getByKey("default/informed")).isNotNull();
    }
  }
}
