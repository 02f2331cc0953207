package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.configMap;
import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.apiserver.store.StoreBackup;
import io.wherry.apiserver.store.StoreBackup.Contents;
import io.wherry.apiserver.store.StoreRestore;
import io.wherry.apiserver.store.StoreRestore.Existing;
import io.wherry.apiserver.store.StoreRestore.Source;
import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole state, copied while the server runs, comes back. */
class BackupTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";

  @TempDir Path scratch;

  private static String secret() {
    return "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"k\":\"very-hidden-words\"}}";
  }

  @Test
  void comesBackElsewhereWithItsUsersAndSecrets() throws Exception {
    Path objects = scratch.resolve("objects.backup");
    Path keys = scratch.resolve("keys.backup");
    String token;
    try (TestServer server = TestServer.start(scratch.resolve("one"))) {
      server.post(SECRETS, secret());
      AtomicBoolean writing = new AtomicBoolean(true);
      Thread writer = Thread.ofVirtual().start(() -> write(server, writing));
      Contents contents = StoreBackup.writeObjects(scratch.resolve("one"), objects);
      StoreBackup.writeKeys(scratch.resolve("one"), keys);
      writing.set(false);
      writer.join();
      assertThat(contents.objects()).isGreaterThan(50);
      token = server.token;
    }
    String raw = Files.readString(objects, StandardCharsets.ISO_8859_1);
    assertThat(raw).doesNotContain("very-hidden-words", "dmVyeS1oaWRkZW4td29yZHM=");
    assertThat(Files.getPosixFilePermissions(objects)).hasSize(2);
    assertThat(Files.getPosixFilePermissions(keys)).hasSize(2);
    Path two = scratch.resolve("two");
    Contents restored = StoreRestore.run(two, new Source(objects, keys), Existing.REFUSE);
    try (TestServer server = TestServer.start(two)) {
      assertThat(server.token).isEqualTo(token);
      assertThat(json(server.get(SECRETS + "/s")).at("/data/k").asText())
          .isEqualTo("dmVyeS1oaWRkZW4td29yZHM=");
      var next = json(server.post(MAPS, configMap("next", "v")));
      assertThat(next.at("/metadata/resourceVersion").asLong())
          .isGreaterThan(restored.revision() + 900_000);
      assertThat(server.stream(MAPS + "?watch=1&resourceVersion=" + restored.revision()).body())
          .asString(StandardCharsets.UTF_8)
          .contains("\"reason\":\"Expired\"");
    }
  }

  private static void write(TestServer server, AtomicBoolean writing) {
    try {
      for (int i = 0; writing.get(); i++) {
        server.post(MAPS, configMap("m" + i, "v"));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesWhatWouldLoseSomething() throws Exception {
    Path one = scratch.resolve("one");
    Path objects = scratch.resolve("objects.backup");
    long last;
    try (TestServer server = TestServer.start(one)) {
      server.post(SECRETS, secret());
      StoreBackup.writeObjects(one, objects);
      Source source = new Source(objects, null);
      assertThatThrownBy(() -> StoreRestore.run(one, source, Existing.PUT_ASIDE))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("in use by another server");
      last =
          json(server.post(MAPS, configMap("later", "v"))).at("/metadata/resourceVersion").asLong();
    }
    Source source = new Source(objects, null);
    assertThatThrownBy(() -> StoreRestore.run(one, source, Existing.REFUSE))
        .hasMessageContaining("There is a state");
    assertThatThrownBy(() -> StoreRestore.run(scratch.resolve("bare"), source, Existing.REFUSE))
        .hasMessageContaining("secret.key is missing");
    Path broken = scratch.resolve("broken");
    Files.write(broken, new byte[9000]);
    assertThatThrownBy(() -> StoreRestore.run(one, new Source(broken, null), Existing.PUT_ASIDE))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> StoreBackup.writeObjects(one, objects)).hasMessageContaining("exists");
    StoreRestore.run(one, source, Existing.PUT_ASIDE);
    try (TestServer server = TestServer.start(one)) {
      assertThat(server.get(MAPS + "/later").statusCode()).isEqualTo(404);
      assertThat(server.get(SECRETS + "/s").statusCode()).isEqualTo(200);
      assertThat(
              json(server.post(MAPS, configMap("x", "v"))).at("/metadata/resourceVersion").asLong())
          .isGreaterThan(last);
    }
    assertThat(one.resolve("before-restore/store.db")).exists();
  }
}
