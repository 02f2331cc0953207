package io.wherry.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Credentials;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.Lookup;
import io.wherry.spi.Ref;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveInventoriesTest {
  private final TrialSource source = new TrialSource();
  private final LiveInventories inventories = new LiveInventories(List.of(source));

  private SourceInventory open(String url, String secretVersion) {
    return inventories.open(
        SourceType.OVA, TrialSource.endpoint("u1", url), Credentials.NONE, secretVersion);
  }

  private static Ref ref(String id, String name) {
    return new Ref(id, name, "", "");
  }

  @Test
  void keepsTheInventoryWhileNothingChanges() {
    SourceInventory first = open("h:/a", "1");
    assertThat(open("h:/a", "1")).isSameAs(first);
    assertThat(source.connections).hasSize(1);
  }

  @Test
  void opensAgainForAnotherUrlOrSecret() {
    open("h:/a", "1");
    open("h:/b", "1");
    open("h:/b", "2");
    assertThat(source.connections).hasSize(3);
    assertThat(source.connections.get(0).closed).isTrue();
    assertThat(source.connections.get(1).closed).isTrue();
    assertThat(source.connections.get(2).closed).isFalse();
  }

  @Test
  void keepsTheOldInventoryWhenTheNewAddressCannotBeReached() {
    open("h:/a", "1");
    source.last().listener().put(TrialSource.vm("1", "web", "web"));
    assertThatThrownBy(() -> open("h:/away", "1")).isInstanceOf(PeerUnavailable.class);
    assertThat(inventories.of("u1").orElseThrow().machines()).hasSize(1);
    assertThat(source.last().closed).isFalse();
  }

  @Test
  void ignoresTheLastWordsOfAReplacedCollector() {
    open("h:/a", "1");
    var old = source.last().listener();
    SourceInventory now = open("h:/b", "1");
    old.put(TrialSource.vm("1", "web", "web"));
    assertThat(now.machines()).isEmpty();
  }

  @Test
  void findsByIdBeforeNameAndCountsAmbiguousNames() {
    SourceInventory inventory = open("h:/a", "1");
    var listener = source.last().listener();
    assertThat(inventory.machine(ref("1", ""))).isInstanceOf(Lookup.NotReady.class);
    listener.put(TrialSource.vm("1", "web", "a/web"));
    listener.put(TrialSource.vm("2", "web", "b/web"));
    listener.put(TrialSource.vm("3", "db", "b/db"));
    listener.parity();
    assertThat(inventory.machine(ref("1", "db")))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            f -> assertThat(((SourceMachine) f.value()).name()).isEqualTo("web"));
    assertThat(inventory.machine(ref("", "web"))).isEqualTo(new Lookup.Ambiguous<>(2));
    assertThat(inventory.machine(ref("", "b/web"))).isInstanceOf(Lookup.Found.class);
    assertThat(inventory.machine(ref("", "we"))).isInstanceOf(Lookup.NotFound.class);
    assertThat(inventory.machine(ref("9", "db"))).isInstanceOf(Lookup.NotFound.class);
    assertThat(inventory.machine(ref("", ""))).isInstanceOf(Lookup.NotFound.class);
    assertThat(inventory.machines())
        .extracting(SourceMachine::name)
        .containsExactly("db", "web", "web");
  }

  @Test
  void staysReadableWhenTheCollectorFailsAndForgetsTheErrorLater() {
    SourceInventory inventory = open("h:/a", "1");
    var listener = source.last().listener();
    listener.put(TrialSource.vm("1", "web", "web"));
    listener.parity();
    listener.failed("NFS server not responding");
    assertThat(inventory.error()).isEqualTo("NFS server not responding");
    assertThat(inventory.hasParity()).isTrue();
    assertThat(inventory.machines()).hasSize(1);
    listener.parity();
    assertThat(inventory.error()).isEmpty();
  }

  @Test
  void countsRevisionsAndCallsListeners() {
    List<String> called = new ArrayList<>();
    inventories.onChange(called::add);
    SourceInventory inventory = open("h:/a", "1");
    long before = inventory.revision();
    InventoryRow row = TrialSource.vm("1", "web", "web");
    source.last().listener().put(row);
    assertThat(inventory.revision()).isGreaterThan(before);
    inventories.close("u1");
    assertThat(called).containsExactly("u1", "u1");
    assertThat(inventories.of("u1")).isEmpty();
  }

  @Test
  void onePoorListenerDoesNotStopTheOthers() {
    List<String> called = new ArrayList<>();
    inventories.onChange(_ -> {
      throw new IllegalStateException("poor");
    });
    inventories.onChange(called::add);
    open("h:/a", "1");
    source.last().listener().parity();
    assertThat(called).containsExactly("u1");
  }

  @Test
  void givesTheWorkloadOfAMachine() {
    SourceInventory inventory = open("h:/a", "1");
    source.last().listener().put(TrialSource.vm("1", "web", "web"));
    assertThat(inventory.workload("1").path("cpuCount").asInt()).isEqualTo(2);
    assertThat(inventory.workload("1").path("selfLink").asText())
        .isEqualTo("providers/ova/u1/workloads/1");
  }
}
