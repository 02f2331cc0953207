package io.wherry.apiserver.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers the last so many entries that were used. Thread-safe. */
final class RecentMap<K, V> {
  private final Map<K, V> entries;

  RecentMap(int most) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  synchronized void put(K key, V value) {
    entries.put(key, value);
  }

  synchronized void clear() {
    entries.clear();
  }
}
