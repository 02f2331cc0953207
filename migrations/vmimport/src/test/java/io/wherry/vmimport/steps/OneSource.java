package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Inventories;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.Lookup;
import io.wherry.spi.Ref;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceType;
import io.wherry.testkit.source.PlayedSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Inventories with one connection, which the test may cut. */
public final class OneSource implements Inventories {
  public boolean connected = true;
  private SourceConnection source = new PlayedSource();

  public OneSource holding(SourceConnection connection) {
    source = connection;
    return this;
  }

  @Override
  public SourceInventory open(
      SourceType type, Endpoint endpoint, Credentials credentials, String secretVersion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<SourceInventory> of(String providerUid) {
    return connected ? Optional.of(new NamesOnly()) : Optional.empty();
  }

  /** Knows what hooks read of a machine, and nothing else. */
  private static final class NamesOnly implements SourceInventory {
    @Override
    public boolean hasParity() {
      return true;
    }

    @Override
    public long revision() {
      return 1;
    }

    @Override
    public String error() {
      return "";
    }

    @Override
    public Lookup<SourceMachine> machine(Ref ref) {
      return new Lookup.NotReady<>();
    }

    @Override
    public Lookup<InventoryRow> find(String collection, Ref ref) {
      return new Lookup.NotReady<>();
    }

    @Override
    public List<SourceMachine> machines() {
      return List.of();
    }

    @Override
    public ObjectNode workload(String machineId) {
      return JsonNodeFactory.instance.objectNode().put("id", machineId).put("name", "Web");
    }
  }

  @Override
  public Optional<SourceConnection> connection(String providerUid) {
    return connected ? Optional.of(source) : Optional.empty();
  }

  @Override
  public void close(String providerUid) {}

  @Override
  public void onChange(Consumer<String> listener) {}
}
