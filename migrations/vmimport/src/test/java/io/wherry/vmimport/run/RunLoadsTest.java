package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Entry;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Story;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.schedule.Lane;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.SampleOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of section 4 of the contract, for sources that there are. */
class RunLoadsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Lane HOST = new Lane(Lane.Kind.HOST, "provider-uid", "unknown");
  private static final Lane PROVIDER = new Lane(Lane.Kind.PROVIDER, "provider-uid", "appliances");

  private static ImportOrder order(String type) {
    ImportOrder plain = SampleOrder.plain().build();
    ImportOrder.Source s = plain.source();
    return new ImportOrder(
        plain.plan(),
        plain.migration(),
        new ImportOrder.Source(
            s.provider(), type, s.url(), s.settings(), s.secretNamespace(), s.secretName()),
        plain.machine(),
        plain.target(),
        plain.options());
  }

  private static Map<Lane, Integer> at(String type, ImportPhase phase, Progress progress) {
    Story story = Story.of(List.of(new Entry.Began(new LegKey("1", phase.wire(), 0), NOW)));
    return RunLoads.now(order(type), story, progress).units();
  }

  @Test
  void vsphereCountsDisksThatAreNotCopiedYet() {
    assertThat(RunLoads.atFirst(order("vsphere")).units()).containsEntry(HOST, 2);
    Progress one = new Progress(List.of(new Progress.Part("disk1.vmdk", 7, 7, 0, -1)));
    assertThat(at("vsphere", ImportPhase.COPY_DISKS, one)).containsEntry(HOST, 1);
    assertThat(at("vsphere", ImportPhase.CONVERT_GUEST, Progress.NONE)).doesNotContainKey(HOST);
    assertThat(at("vsphere", ImportPhase.COPYING_PAUSED, Progress.NONE)).doesNotContainKey(HOST);
  }

  @Test
  void othersCountMachinesUntilTheyAreDone() {
    assertThat(RunLoads.atFirst(order("ova")).units())
        .containsEntry(PROVIDER, 1)
        .doesNotContainKey(HOST);
    assertThat(at("ova", ImportPhase.CONVERT_GUEST, Progress.NONE)).containsEntry(PROVIDER, 1);
  }

  @Test
  void eachDiskCountsWhereItComesFromAndGoesTo() {
    assertThat(RunLoads.atFirst(order("ova")).units())
        .containsEntry(new Lane(Lane.Kind.DATASTORE, "provider-uid", "st-1"), 1)
        .containsEntry(new Lane(Lane.Kind.DATASTORE, "provider-uid", "st-2"), 1)
        .containsEntry(new Lane(Lane.Kind.STORAGE_CLASS, "", "fast"), 1)
        .containsEntry(new Lane(Lane.Kind.LINK, "", "pod"), 2)
        .containsEntry(new Lane(Lane.Kind.TOTAL, "", ""), 2);
  }
}
