package io.wherry.vmimport.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.BlockReader;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Inventories;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.Lookup;
import io.wherry.spi.Ref;
import io.wherry.spi.Share;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One inventory for every provider, with the content, the speed and the faults a test wants. */
final class ScriptedInventories implements Inventories, SourceInventory, SourceConnection {
  private static final com.fasterxml.jackson.databind.node.ObjectNode ROW =
      com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();

  final List<SourceMachine> machines = new ArrayList<>();
  final List<String> networks = new ArrayList<>();
  final List<String> storages = new ArrayList<>();
  final Set<String> open = new HashSet<>();
  final List<String> calls = new ArrayList<>();
  Optional<RuntimeException> fault = Optional.empty();
  boolean parity = true;
  String error = "";
  private Consumer<String> listener = _ -> {};

  void changed() {
    open.forEach(listener);
  }

  @Override
  public SourceInventory open(
      SourceType type, Endpoint endpoint, Credentials credentials, String secretVersion) {
    calls.add("open");
    fault.ifPresent(f -> {
      throw f;
    });
    open.add(endpoint.uid());
    return this;
  }

  @Override
  public Optional<SourceInventory> of(String providerUid) {
    return open.contains(providerUid) ? Optional.of(this) : Optional.empty();
  }

  @Override
  public Optional<SourceConnection> connection(String providerUid) {
    return open.contains(providerUid) ? Optional.of(this) : Optional.empty();
  }

  @Override
  public void close(String providerUid) {
    open.remove(providerUid);
  }

  @Override
  public void onChange(Consumer<String> newListener) {
    listener = newListener;
  }

  @Override
  public boolean hasParity() {
    return parity;
  }

  @Override
  public long revision() {
    return machines.size();
  }

  @Override
  public String error() {
    return error;
  }

  @Override
  public Lookup<SourceMachine> machine(Ref ref) {
    return one(machines, m -> ref.id().isEmpty() ? m.name().equals(ref.name()) : is(ref, m.id()));
  }

  @Override
  public Lookup<InventoryRow> find(String collection, Ref ref) {
    List<String> ids = collection.equals("networks") ? networks : storages;
    List<InventoryRow> rows =
        ids.stream()
            .map(id -> new InventoryRow(collection, id, id, id, List.of(ROW), Optional.empty()))
            .toList();
    return one(rows, r -> is(ref, r.id()) || (ref.id().isEmpty() && r.name().equals(ref.name())));
  }

  private static boolean is(Ref ref, String id) {
    return ref.id().equals(id);
  }

  private static <T> Lookup<T> one(List<T> all, Predicate<T> wanted) {
    List<T> found = all.stream().filter(wanted).toList();
    return switch (found.size()) {
      case 0 -> new Lookup.NotFound<>();
      case 1 -> new Lookup.Found<>(found.getFirst());
      default -> new Lookup.Ambiguous<>(found.size());
    };
  }

  @Override
  public List<SourceMachine> machines() {
    return machines;
  }

  @Override
  public ObjectNode workload(String machineId) {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public void test() {
    calls.add("test");
    fault.ifPresent(f -> {
      throw f;
    });
  }

  @Override
  public void follow(InventoryListener unused) {
    throw new InvalidRequest("not part of these tests");
  }

  @Override
  public List<Share> shares() {
    return List.of();
  }

  @Override
  public BlockReader openDisk(String machineId, String diskId) {
    throw new InvalidRequest("not part of these tests");
  }

  @Override
  public void close() {
    open.clear();
  }
}
