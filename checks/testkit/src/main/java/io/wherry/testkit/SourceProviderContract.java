package io.wherry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.problems.Category;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.Capability;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceProvider;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every source provider keeps, whatever it reads. */
public abstract class SourceProviderContract {
  /** The provider under test. */
  protected abstract SourceProvider provider();

  /** An endpoint with at least one machine that has a disk. */
  protected abstract Endpoint endpoint();

  /** An endpoint whose URL can never work. */
  protected abstract Endpoint nonsense();

  protected Credentials credentials() {
    return Credentials.NONE;
  }

  private SourceConnection connect() {
    return provider().connect(endpoint(), credentials());
  }

  @Test
  void acceptsGoodSettingsWithoutAWord() {
    assertThat(provider().check(endpoint(), credentials())).isEmpty();
  }

  @Test
  void tellsWhatItMustBeTold() {
    ConnectionForm form = provider().form().orElseThrow();
    assertThat(form.title()).isNotBlank();
    assertThat(form.fields()).extracting(ConnectionForm.Field::key).doesNotHaveDuplicates();
    List<String> missing =
        provider().check(endpoint(), Credentials.NONE).stream()
            .filter(p -> p.code().wire().equals("SecretNotValid"))
            .map(p -> p.subject().name())
            .toList();
    assertThat(form.fields()).extracting(ConnectionForm.Field::key).containsAll(missing);
  }

  @Test
  void namesTheConditionOfNonsenseSettings() {
    assertThat(provider().check(nonsense(), credentials()))
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.category()).isEqualTo(Category.Critical))
        .allSatisfy(p -> assertThat(p.code().wire()).endsWith("NotValid"))
        .allSatisfy(p -> assertThat(p.message()).isNotBlank());
    assertThatThrownBy(() -> provider().connect(nonsense(), credentials()))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void reportsEverythingOnceThenParity() throws InterruptedException {
    var listener = new RecordingListener();
    try (SourceConnection connection = connect()) {
      connection.test();
      connection.follow(listener);
      listener.awaitParity();
    }
    assertThat(listener.mistakes()).isEmpty();
    assertThat(listener.failure()).isEmpty();
    assertThat(listener.rows("vms")).isNotEmpty().allSatisfy(this::isWellFormed);
  }

  private void isWellFormed(InventoryRow row) {
    SourceMachine machine = row.machine().orElseThrow();
    assertThat(row.atDetail(0).path("id").asText()).isEqualTo(row.id()).isEqualTo(machine.id());
    assertThat(row.atDetail(0).path("name").asText()).isEqualTo(row.name());
    assertThat(row.atDetail(0).path("selfLink").asText())
        .isEqualTo("providers/%s/%s/vms/%s", provider().type().wire(), endpoint().uid(), row.id());
    assertThat(row.atDetail(99)).isEqualTo(row.levels().getLast());
    assertThat(row.atDetail(1).path("concerns").isArray()).isTrue();
    assertThat(machine.cpu().sockets()).isPositive();
    assertThat(machine.cpu().coresPerSocket()).isPositive();
    assertThat(machine.memoryBytes()).isPositive();
    assertThat(machine.disks()).extracting(SourceMachine.SourceDisk::id).doesNotHaveDuplicates();
  }

  @Test
  void everyDiskAndNicRefersToRowsThatExist() throws InterruptedException {
    var listener = new RecordingListener();
    try (SourceConnection connection = connect()) {
      connection.follow(listener);
      listener.awaitParity();
    }
    for (InventoryRow row : listener.rows("vms")) {
      SourceMachine machine = row.machine().orElseThrow();
      assertThat(listener.rows(provider().storageCollection()))
          .extracting(InventoryRow::id)
          .containsAll(machine.disks().stream().map(d -> d.storageId()).toList());
      assertThat(listener.rows("networks"))
          .extracting(InventoryRow::id)
          .containsAll(
              machine.nics().stream().map(n -> n.networkId()).filter(n -> !n.isEmpty()).toList());
    }
  }

  @Test
  void readsADiskInOrderedExtents() throws InterruptedException {
    var listener = new RecordingListener();
    try (SourceConnection connection = connect()) {
      connection.follow(listener);
      listener.awaitParity();
      SourceMachine machine = listener.rows("vms").getFirst().machine().orElseThrow();
      SourceMachine.SourceDisk disk = machine.disks().getFirst();
      try (BlockReader reader = connection.openDisk(machine.id(), disk.id())) {
        assertThat(reader.size()).isEqualTo(disk.capacityBytes());
        long at = 0;
        for (Extent extent : reader.extents()) {
          assertThat(extent.offset()).isEqualTo(at);
          at = extent.end();
        }
        assertThat(at).isEqualTo(reader.size());
        ByteBuffer last = ByteBuffer.allocate(512);
        reader.read(reader.size() - 512, last);
        assertThat(last.hasRemaining()).isFalse();
        assertThatThrownBy(() -> reader.read(reader.size(), ByteBuffer.allocate(1)))
            .isInstanceOf(InvalidRequest.class);
      }
    }
  }

  @Test
  void refusesUnknownMachinesAndDisks() {
    try (SourceConnection connection = connect()) {
      assertThatThrownBy(() -> connection.openDisk("nobody", "nothing"))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("nothing");
    }
  }

  @Test
  void offersPowerOnlyWithTheCapability() {
    try (SourceConnection connection = connect()) {
      assertThat(connection.power().isPresent())
          .isEqualTo(provider().capabilities().contains(Capability.POWER));
    }
  }

  @Test
  void closesTwiceWithoutHarm() {
    SourceConnection connection = connect();
    connection.follow(new RecordingListener());
    connection.close();
    connection.close();
  }
}
