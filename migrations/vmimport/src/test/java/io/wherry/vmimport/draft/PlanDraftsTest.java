package io.wherry.vmimport.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import io.wherry.vmimport.names.BlockSizes.VolumeMode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlanDraftsTest {
  private static VmDraft draft(PlanFixture plan, String id) {
    return PlanDrafts.of(plan.seen(), ImportSettings.DEFAULTS).draft(id).orElseThrow();
  }

  /** Networks net-0 … net-3: a pod row, a pool of two, an ignored one, and one without a row. */
  @Property
  void everyNicIsMappedOnceOrReported(@ForAll @Size(max = 8) List<@IntRange(max = 3) Integer> on) {
    List<SourceNic> nics = new ArrayList<>();
    on.forEach(n -> nics.add(new SourceNic("eth" + nics.size(), "", "net-" + n)));
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-1", "web").nics(nics.toArray(SourceNic[]::new)).build())
            .networks(
                "[{source: {id: net-0}, destination: {type: pod}},"
                    + " {source: {id: net-1}, destination: {type: multus, namespace: a, name: x}},"
                    + " {source: {id: net-1}, destination: {type: multus, namespace: a, name: y}},"
                    + " {source: {id: net-2}, destination: {type: ignored}}]");
    VmDraft draft = draft(plan, "vm-1");
    assertThat(draft.nics().size() + draft.flaws().size()).isEqualTo(nics.size());
    assertThat(draft.nics()).extracting(VmDraft.NicDraft::index).doesNotHaveDuplicates();
    assertThat(draft.nics().stream().filter(n -> n.target().isMultus()).map(n -> n.target()))
        .doesNotHaveDuplicates();
  }

  /** Sizes from negative to huge, storages mapped and not. */
  @Property
  void everyDiskIsMappedOnceOrReported(
      @ForAll @Size(max = 8) List<Long> sizes, @ForAll boolean mapped) {
    List<SourceDisk> disks = new ArrayList<>();
    for (long size : sizes) {
      String storage = mapped || disks.size() % 2 == 0 ? "st-1" : "st-9";
      disks.add(new SourceDisk("d" + disks.size(), "d", size, storage, "", ""));
    }
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-1", "web").disks(disks.toArray(SourceDisk[]::new)).build());
    VmDraft draft = draft(plan, "vm-1");
    assertThat(draft.disks().size() + draft.flaws().size()).isEqualTo(disks.size());
    assertThat(draft.disks()).allMatch(d -> d.requestBytes() >= d.disk().capacityBytes());
  }

  @Test
  void namesOfAnEarlierRunAreKept() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-1", "WEB").build())
            .status("{migration: {vms: [{id: vm-1, newName: web-ab12}]}}");
    assertThat(draft(plan, "vm-1").targetName()).isEqualTo("web-ab12");
  }

  @Test
  void changedNameEvadesAForeignVmTheSameWayEachTime() {
    var plan =
        new PlanFixture()
            .machine(Machines.named("vm-1", "WEB").build())
            .targetVm("{metadata: {namespace: apps, name: web}}");
    String name = draft(plan, "vm-1").targetName();
    assertThat(name).matches("web-[0-9a-f]{4}").isEqualTo(draft(plan, "vm-1").targetName());
  }

  @Test
  void mapDecidesVolumeAndAccessMode() {
    var plan =
        new PlanFixture()
            .storageMap(
                PlanFixture.object(
                    "sm",
                    "map: [{source: {id: st-1}, destination: {storageClass: local-raw, volumeMode:"
                        + " Block, accessMode: ReadWriteMany}}]"));
    assertThat(draft(plan, "vm-1").disks().getFirst().storage())
        .isEqualTo(new VmDraft.Storage("local-raw", VolumeMode.Block, "ReadWriteMany"));
    assertThat(draft(plan, "vm-1").disks().getFirst().requestBytes()).isEqualTo(1L << 30);
  }

  @Test
  void doublesInTheListAreDraftedOnce() {
    var plan = new PlanFixture().vms("[{id: vm-1}, {id: vm-1}]");
    assertThat(PlanDrafts.of(plan.seen(), ImportSettings.DEFAULTS).all()).hasSize(1);
  }

  @Test
  void vmTemplateWinsOverThePlans() {
    var plan =
        new PlanFixture()
            .spec("{pvcNameTemplate: 'plan-{{.DiskIndex}}'}")
            .vms("[{id: vm-1, pvcNameTemplate: 'vm-{{.DiskIndex}}'}]");
    assertThat(draft(plan, "vm-1").disks().getFirst().pvcName().stem()).isEqualTo("vm-0");
  }

  @Test
  void dottedNamesWorkWithTheBuiltInTemplate() {
    var plan = new PlanFixture().machine(Machines.named("vm-1", "web.example.com").build());
    VmDraft draft = draft(plan, "vm-1");
    assertThat(draft.targetName()).isEqualTo("web.example.com");
    assertThat(draft.flaws()).isEmpty();
    assertThat(draft.disks().getFirst().pvcName().stem()).isEqualTo("wave-web-example-com-disk-0");
  }
}
