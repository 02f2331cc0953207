package io.wherry.apiserver.store;

import static io.wherry.apiserver.store.ObjectStoreTest.MAPS;
import static io.wherry.apiserver.store.ObjectStoreTest.key;
import static io.wherry.apiserver.store.ObjectStoreTest.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random operations against a plain map: same answers, same history, same state after restart. */
class ObjectStoreModelTest {
  private final Map<String, Integer> model = new TreeMap<>();
  private final Map<Long, Map<String, Integer>> history = new HashMap<>();

  @Property(tries = 20)
  void behavesLikeAMap(@ForAll @Size(max = 60) List<@IntRange(max = 999) Integer> operations)
      throws Exception {
    Path directory = Files.createTempDirectory("store-model");
    model.clear();
    history.clear();
    try {
      ObjectStore store = new ObjectStore(directory);
      for (int operation : operations) {
        if (operation % 20 == 0) {
          store.close();
          store = new ObjectStore(directory);
          history.clear();
        } else {
          perform(store, operation);
        }
        history.put(store.revision(), new TreeMap<>(model));
        assertThat(values(store.list(MAPS, "ns"))).isEqualTo(model);
      }
      assertHistory(store);
      store.close();
    } finally {
      deleteAll(directory);
    }
  }

  private void perform(ObjectStore store, int operation) {
    String name = "n" + operation % 7;
    Optional<StoredObject> seen = store.get(key(MAPS, name));
    assertThat(seen.isPresent()).isEqualTo(model.containsKey(name));
    long before = store.revision();
    if (seen.isEmpty()) {
      store.write(Write.create(key(MAPS, name), tree("" + operation), null));
      model.put(name, operation);
    } else if (operation % 3 == 0) {
      store.write(Write.remove(seen.get(), tree("gone")));
      model.remove(name);
    } else {
      store.write(Write.replace(seen.get(), tree("" + operation)));
      model.put(name, operation);
    }
    assertThat(store.revision()).isEqualTo(before + 1);
  }

  /** Every remembered state can be listed, and replaying the changes leads from one to the next. */
  private void assertHistory(ObjectStore store) throws Exception {
    for (var then : history.entrySet()) {
      assertThat(values(store.listAt(MAPS, "ns", then.getKey()))).isEqualTo(then.getValue());
      Map<String, Integer> replayed = new TreeMap<>(then.getValue());
      for (Change change : store.changes(MAPS, then.getKey(), Duration.ZERO)) {
        String name = change.object().key().name();
        if (change.type() == Change.Type.DELETED) {
          replayed.remove(name);
        } else {
          replayed.put(name, change.object().tree().path("value").asInt());
        }
      }
      assertThat(replayed).isEqualTo(model);
    }
  }

  private static Map<String, Integer> values(Snapshot snapshot) {
    Map<String, Integer> values = new TreeMap<>();
    snapshot.objects().forEach(o -> values.put(o.key().name(), o.tree().path("value").asInt()));
    return values;
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
