package io.wherry.inventory;

import io.wherry.problems.Defect;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Inventories;
import io.wherry.spi.MachineRules;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the inventories of all providers in memory and up to date. Safe for several threads;
 * connecting to one provider never holds up another one.
 */
public final class LiveInventories implements Inventories, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveInventories.class);

  /** An open provider, and what it was opened with. */
  private record Open(
      Endpoint endpoint, String secretVersion, SourceConnection connection, MemoryInventory rows) {}

  private final Map<SourceType, SourceProvider> providers;
  private final MachineRules rules;
  private final Map<String, Open> open = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  public LiveInventories(List<SourceProvider> providers) {
    this(providers, MachineRules.NONE);
  }

  /**
   * @param rules judge every machine when it appears or changes, and all when the rules change
   */
  public LiveInventories(List<SourceProvider> providers, MachineRules rules) {
    this.providers =
        providers.stream().collect(Collectors.toUnmodifiableMap(SourceProvider::type, p -> p));
    this.rules = rules;
    rules.onChange(() -> open.values().forEach(o -> o.rows().judgeAgain()));
  }

  @Override
  public SourceInventory open(
      SourceType type, Endpoint endpoint, Credentials credentials, String secretVersion) {
    ReentrantLock lock = locks.computeIfAbsent(endpoint.uid(), _ -> new ReentrantLock());
    lock.lock();
    try {
      Open before = open.get(endpoint.uid());
      if (before != null
          && before.endpoint().equals(endpoint)
          && before.secretVersion().equals(secretVersion)
          && before.rows().type() == type) {
        return before.rows();
      }
      SourceConnection connection = provider(type).connect(endpoint, credentials);
      MemoryInventory rows = new MemoryInventory(type, endpoint, rules, this::changed);
      Open replaced = open.put(endpoint.uid(), new Open(endpoint, secretVersion, connection, rows));
      if (replaced != null) {
        shut(replaced);
      }
      connection.follow(rows);
      return rows;
    } finally {
      lock.unlock();
    }
  }

  private SourceProvider provider(SourceType type) {
    SourceProvider provider = providers.get(type);
    if (provider == null) {
      throw new Defect("No source module for providers of type " + type.wire() + " is present.");
    }
    return provider;
  }

  /** The static checks and powers of a type, when its module is present. */
  public Optional<SourceProvider> providerOf(SourceType type) {
    return Optional.ofNullable(providers.get(type));
  }

  /** All types whose modules are present. */
  Collection<SourceProvider> providers() {
    return providers.values();
  }

  @Override
  public Optional<SourceInventory> of(String providerUid) {
    return rows(providerUid).map(r -> r);
  }

  /** All rows of a provider, for the REST service. */
  Optional<MemoryInventory> rows(String providerUid) {
    return Optional.ofNullable(open.get(providerUid)).map(Open::rows);
  }

  @Override
  public Optional<SourceConnection> connection(String providerUid) {
    return Optional.ofNullable(open.get(providerUid)).map(Open::connection);
  }

  @Override
  public void close(String providerUid) {
    Open gone = open.remove(providerUid);
    locks.remove(providerUid);
    if (gone != null) {
      shut(gone);
      changed(providerUid);
    }
  }

  private static void shut(Open gone) {
    gone.rows().end();
    try {
      gone.connection().close();
    } catch (RuntimeException e) {
      LOG.warn("closing the connection to {} failed", gone.endpoint().url(), e);
    }
  }

  @Override
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  private void changed(String providerUid) {
    for (Consumer<String> listener : listeners) {
      try {
        listener.accept(providerUid);
      } catch (RuntimeException e) {
        LOG.error("a listener for inventory changes failed", e);
      }
    }
  }

  /** Closes every provider. */
  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::close);
  }
}
