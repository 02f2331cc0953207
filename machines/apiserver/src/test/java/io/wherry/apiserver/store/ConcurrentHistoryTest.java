package io.wherry.apiserver.store;

import static io.wherry.apiserver.store.ObjectStoreTest.MAPS;
import static io.wherry.apiserver.store.ObjectStoreTest.key;
import static io.wherry.apiserver.store.ObjectStoreTest.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Many writers, many watchers: everybody sees the same history. */
class ConcurrentHistoryTest {
  private static final int WRITERS = 4;
  private static final int WRITES = 150;

  @TempDir Path directory;

  @RepeatedTest(3)
  void tellsEveryWatcherEveryChangeOnceAndInOrder() throws Exception {
    try (ObjectStore store = new ObjectStore(directory);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = store.revision();
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(i);
        writers.add(threads.submit(() -> write(store, random)));
      }
      List<Future<List<Change>>> watchers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Random random = new Random(100 + i);
        watchers.add(threads.submit(watcher(store, start, random)));
      }
      int committed = 0;
      for (Future<Integer> writer : writers) {
        committed += writer.get();
      }
      for (Future<List<Change>> watcher : watchers) {
        assertHistory(watcher.get(), start, committed);
      }
    }
  }

  private static int write(ObjectStore store, Random random) {
    int committed = 0;
    while (committed < WRITES) {
      ObjectKey key = key(MAPS, "n" + random.nextInt(5));
      Optional<StoredObject> seen = store.get(key);
      Write write =
          seen.isEmpty()
              ? Write.create(key, tree("new"), null)
              : random.nextInt(4) == 0
                  ? Write.remove(seen.get(), tree("gone"))
                  : Write.replace(seen.get(), tree("next"));
      committed += store.write(write) instanceof WriteOutcome.Committed ? 1 : 0;
    }
    return committed;
  }

  /** Reads in bits, as a client that loses its connection again and again. */
  private static Callable<List<Change>> watcher(ObjectStore store, long start, Random random) {
    return () -> {
      List<Change> seen = new ArrayList<>();
      long cursor = start;
      while (seen.size() < WRITERS * WRITES) {
        List<Change> more = store.changes(MAPS, cursor, Duration.ofSeconds(10));
        for (Change change : more.subList(0, Math.min(more.size(), 1 + random.nextInt(20)))) {
          seen.add(change);
          cursor = change.revision();
        }
      }
      return seen;
    };
  }

  private static void assertHistory(List<Change> seen, long start, int committed) {
    assertThat(seen).hasSize(committed);
    Map<ObjectKey, Long> last = new HashMap<>();
    long revision = start;
    for (Change change : seen) {
      assertThat(change.revision()).isEqualTo(++revision);
      ObjectKey key = change.object().key();
      assertThat(change.previous().map(StoredObject::revision))
          .isEqualTo(Optional.ofNullable(last.get(key)));
      if (change.type() == Change.Type.DELETED) {
        last.remove(key);
      } else {
        last.put(key, change.revision());
      }
    }
  }
}
