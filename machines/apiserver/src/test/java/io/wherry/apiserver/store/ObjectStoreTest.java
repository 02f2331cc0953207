package io.wherry.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
  static final Bucket MAPS = new Bucket("", "configmaps");
  private static final Bucket SECRETS = new Bucket("", "secrets");
  private static final Bucket NAMESPACES = new Bucket("", "namespaces");

  @TempDir Path directory;

  static ObjectKey key(Bucket bucket, String name) {
    return new ObjectKey(bucket, "ns", name);
  }

  static ObjectNode tree(String value) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("value", value);
    tree.putObject("metadata").put("uid", "u-" + value);
    return tree;
  }

  private static StoredObject created(ObjectStore store, ObjectKey key, String value) {
    var outcome = (WriteOutcome.Committed) store.write(Write.create(key, tree(value), null));
    return outcome.change().object();
  }

  @Test
  void keepsObjectsAndRevisionsAcrossRestarts() {
    long last;
    try (ObjectStore store = new ObjectStore(directory)) {
      created(store, key(MAPS, "a"), "1");
      StoredObject b = created(store, key(MAPS, "b"), "2");
      store.write(Write.remove(b, tree("2")));
      last = store.revision();
    }
    try (ObjectStore store = new ObjectStore(directory)) {
      assertThat(store.revision()).isEqualTo(last);
      assertThat(store.get(key(MAPS, "a")).orElseThrow().tree().path("value").asText())
          .isEqualTo("1");
      assertThat(store.get(key(MAPS, "b"))).isEmpty();
      assertThat(created(store, key(MAPS, "b"), "3").revision()).isGreaterThan(last);
    }
  }

  @Test
  void refusesWritesOfWhoHasNotSeenTheLatest() {
    try (ObjectStore store = new ObjectStore(directory)) {
      StoredObject first = created(store, key(MAPS, "a"), "1");
      assertThat(store.write(Write.create(key(MAPS, "a"), tree("x"), null)))
          .isInstanceOf(WriteOutcome.Raced.class);
      assertThat(store.write(Write.replace(first, tree("2"))))
          .isInstanceOf(WriteOutcome.Committed.class);
      assertThat(store.write(Write.replace(first, tree("3"))))
          .isInstanceOf(WriteOutcome.Raced.class);
      assertThat(store.write(Write.remove(first, tree("1"))))
          .isInstanceOf(WriteOutcome.Raced.class);
    }
  }

  @Test
  void refusesObjectsWithoutTheirHome() {
    ObjectKey home = new ObjectKey(NAMESPACES, "", "ns");
    try (ObjectStore store = new ObjectStore(directory)) {
      Write homeless = Write.create(key(MAPS, "a"), tree("1"), home);
      assertThat(store.write(homeless)).isEqualTo(new WriteOutcome.NoHome(home));
      ObjectNode dying = tree("ns");
      ((ObjectNode) dying.get("metadata")).put("deletionTimestamp", "now");
      store.write(Write.create(home, dying, null));
      assertThat(store.write(homeless)).isEqualTo(new WriteOutcome.NoHome(home));
    }
  }

  @Test
  void showsListsAsTheyWere() {
    try (ObjectStore store = new ObjectStore(directory)) {
      StoredObject a = created(store, key(MAPS, "a"), "1");
      StoredObject b = created(store, key(MAPS, "b"), "1");
      Snapshot then = store.list(MAPS, "ns");
      store.write(Write.replace(a, tree("2")));
      store.write(Write.remove(b, tree("1")));
      created(store, key(MAPS, "c"), "1");
      assertThat(store.listAt(MAPS, "ns", then.revision())).isEqualTo(then);
      assertThat(store.list(MAPS, "ns").objects()).hasSize(2);
      assertThat(store.list(MAPS, "other").objects()).isEmpty();
    }
  }

  @Test
  void forgetsHistoryBehindTheWindow() throws Exception {
    try (ObjectStore store = new ObjectStore(directory)) {
      StoredObject seen = created(store, key(MAPS, "a"), "0");
      long old = seen.revision();
      for (int i = 0; i < ChangeLog.WINDOW + 1; i++) {
        var outcome = (WriteOutcome.Committed) store.write(Write.replace(seen, tree("" + i)));
        seen = outcome.change().object();
      }
      assertThatThrownBy(() -> store.changes(MAPS, old, Duration.ZERO))
          .isInstanceOf(RevisionGone.class);
      List<Change> known = store.changes(MAPS, old + 1, Duration.ZERO);
      assertThat(known)
          .hasSize(ChangeLog.WINDOW)
          .isSortedAccordingTo((x, y) -> Long.compare(x.revision(), y.revision()));
    }
  }

  @Test
  void writesSecretsOnlyEncrypted() throws Exception {
    try (ObjectStore store = new ObjectStore(directory)) {
      created(store, key(SECRETS, "s"), "hunter2-in-plain-text");
      created(store, key(MAPS, "m"), "quite-public");
    }
    StringBuilder disk = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        disk.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .doesNotContain("r--r");
      }
    }
    assertThat(disk).contains("quite-public").doesNotContain("hunter2");
    try (ObjectStore store = new ObjectStore(directory)) {
      assertThat(store.get(key(SECRETS, "s")).orElseThrow().tree().path("value").asText())
          .isEqualTo("hunter2-in-plain-text");
    }
    Files.write(directory.resolve("secret.key"), new byte[32]);
    assertThatThrownBy(() -> new ObjectStore(directory))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("secret.key");
  }

  @Test
  void refusesASecondServerOnTheSameDirectory() {
    try (ObjectStore store = new ObjectStore(directory)) {
      assertThat(store.revision()).isZero();
      assertThatThrownBy(() -> new ObjectStore(directory))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("in use");
    }
    new ObjectStore(directory).close();
  }

  @Test
  void saysThatADatabaseIsDamaged() throws Exception {
    new ObjectStore(directory).close();
    Files.writeString(
        directory.resolve("store.db"), "this is no database, it is a text".repeat(99));
    assertThatThrownBy(() -> new ObjectStore(directory))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(directory.toString());
  }
}
