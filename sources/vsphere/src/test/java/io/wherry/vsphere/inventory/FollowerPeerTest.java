package io.wherry.vsphere.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.blocks.tls.Trust;
import io.wherry.peers.Vcsim;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.MachineExtras.Flag;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.testkit.RecordingListener;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import io.wherry.vsphere.vim.Access;
import io.wherry.vsphere.vim.Session;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The collector against vcsim: what there is, and what changes. */
class FollowerPeerTest {
  /** As the contract: a change shows within two seconds; slow machines are given more. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static Vcsim vcsim;
  private final RecordingListener listener = new RecordingListener();
  private Session session;
  private Follower follower;

  @BeforeAll
  static void startSimulator() {
    vcsim = Vcsim.start("-vms", "60", "-disk-bytes", "1048576", "-opaque", "1");
  }

  @AfterAll
  static void endSimulator() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @BeforeEach
  void follow() throws InterruptedException {
    session = session();
    follower = new Follower(session, "u-1", listener, Duration.ofSeconds(1));
    follower.start();
    listener.awaitParity();
  }

  @AfterEach
  void end() {
    follower.close();
    session.close();
    assertThat(listener.mistakes()).isEmpty();
  }

  private static Session session() {
    Trust trust = Trust.authority(vcsim.certificate());
    return new Session(
        new Access(URI.create(vcsim.url()), Vcsim.USER, Vcsim.PASSWORD, trust), Clock.systemUTC());
  }

  private InventoryRow vm(String name) {
    return listener.named("vms", name).orElseThrow();
  }

  private void ask(Call call) {
    Xml _ = session.ask(call, call.method() + " failed");
  }

  @Test
  void tellsEverythingAcrossPages() {
    assertThat(listener.rows("datacenters")).hasSize(1);
    assertThat(listener.rows("clusters")).hasSize(2);
    assertThat(listener.rows("hosts")).hasSize(4);
    assertThat(listener.rows("datastores")).hasSize(1);
    assertThat(listener.rows("vms")).hasSize(120);
    assertThat(listener.rows("networks"))
        .extracting(r -> r.atDetail(0).path("variant").asText())
        .contains("Standard", "DvPortGroup", "OpaqueNetwork", "DvSwitch");
  }

  @Test
  void rowsReferToEachOther() {
    JsonNode vm = vm("DC0_C0_RP0_VM3").atDetail(9);
    assertThat(vm.path("path").asText()).isEqualTo("/DC0/vm/DC0_C0_RP0_VM3");
    JsonNode host =
        listener.rows("hosts").stream()
            .filter(h -> h.id().equals(vm.path("host").asText()))
            .findFirst()
            .orElseThrow()
            .atDetail(9);
    assertThat(host.path("vms").findValuesAsText("id")).contains(vm.path("id").asText());
    assertThat(host.at("/networkAdapters/0/linkSpeed").asInt()).isPositive();
    assertThat(listener.rows("clusters"))
        .extracting(InventoryRow::id)
        .contains(host.path("cluster").asText());
    SourceMachine machine = vm("DC0_C0_RP0_VM3").machine().orElseThrow();
    assertThat(listener.rows("networks"))
        .extracting(InventoryRow::id)
        .contains(machine.nics().getFirst().networkId());
    assertThat(machine.disks().getFirst().id()).endsWith("DC0_C0_RP0_VM3/disk1.vmdk");
  }

  @Test
  void showsChangesOfPowerNameAndSnapshots() {
    InventoryRow before = vm("DC0_H0_VM0");
    MoRef machine = new MoRef("VirtualMachine", before.id());
    ask(Call.of("PowerOffVM_Task", machine));
    await()
        .atMost(SOON)
        .until(() -> vm("DC0_H0_VM0").machine().orElseThrow().powerState() == PowerState.Off);
    assertThat(vm("DC0_H0_VM0").atDetail(0).path("revision").asInt())
        .isGreaterThan(before.atDetail(0).path("revision").asInt());
    ask(
        Call.of("CreateSnapshot_Task", machine)
            .text("name", "s")
            .text("memory", false)
            .text("quiesce", false));
    await()
        .atMost(SOON)
        .until(() -> vm("DC0_H0_VM0").machine().orElseThrow().is(Flag.HAS_SNAPSHOTS));
    ask(Call.of("Rename_Task", machine).text("newName", "a%2fb"));
    await().atMost(SOON).until(() -> listener.named("vms", "a/b").isPresent());
  }

  @Test
  void pathsFollowTheFolderThatIsRenamed() {
    MoRef folder = new MoRef("Folder", vm("DC0_H0_VM1").atDetail(0).at("/parent/id").asText());
    ask(Call.of("Rename_Task", folder).text("newName", "machines"));
    await().atMost(SOON).until(() -> vm("DC0_H0_VM1").path().equals("/DC0/machines/DC0_H0_VM1"));
    ask(Call.of("Rename_Task", folder).text("newName", "vm"));
    await().atMost(SOON).until(() -> vm("DC0_H0_VM1").path().equals("/DC0/vm/DC0_H0_VM1"));
  }

  @Test
  void machinesThatGoAwayAreRemovedAndCounted() {
    MoRef machine = new MoRef("VirtualMachine", vm("DC0_H0_VM2").id());
    String host = vm("DC0_H0_VM2").atDetail(1).path("host").asText();
    ask(Call.of("PowerOffVM_Task", machine));
    ask(Call.of("Destroy_Task", machine));
    await().atMost(SOON).until(() -> listener.named("vms", "DC0_H0_VM2").isEmpty());
    await()
        .atMost(SOON)
        .until(() ->
            listener.rows("hosts").stream()
                .filter(h -> h.id().equals(host))
                .noneMatch(h -> h.atDetail(9).path("vms").toString().contains(machine.value())));
  }

  @Test
  void goesOnAfterTheSessionHasEnded() {
    ask(Call.of("Logout", session.content().ref("sessionManager")));
    ask(Call.of("PowerOffVM_Task", new MoRef("VirtualMachine", vm("DC0_H0_VM4").id())));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> vm("DC0_H0_VM4").machine().orElseThrow().powerState() == PowerState.Off);
  }
}
