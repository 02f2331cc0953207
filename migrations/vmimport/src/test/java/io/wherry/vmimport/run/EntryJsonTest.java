package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.LegKey;
import io.wherry.runs.EntryJson;
import io.wherry.testkit.Golden;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.steps.SampleOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryJsonTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final LegKey LEG = new LegKey("4/2", "CopyDisks", 3);

  private static final List<Entry> EVERY =
      List.of(
          new Entry.Opened("cold", 1, List.of("A", "B"), AT),
          new Entry.Began(LEG, AT),
          new Entry.Noted(LEG, "attempt", "2", AT),
          new Entry.Finished(LEG, Map.of("sha256", "abc"), AT),
          new Entry.Stopped(LEG, new Entry.Trouble("X", "m", "a"), AT),
          new Entry.RoundEnded("4", 3, true, AT),
          new Entry.TurnedBack(Ending.FAILED, AT),
          new Entry.Undone(LEG, "left", AT),
          new Entry.Ended(Entry.Result.FAILED, AT));

  @Test
  void everyEntrySurvivesTheWayThroughJson() {
    assertThat(EntryJson.read(EntryJson.write(EVERY))).isEqualTo(EVERY);
  }

  @Test
  void journalsOfReleasedVersionsStayReadable() {
    Golden.check(this, "journal-1.json", EntryJson.write(EVERY).toPrettyString());
  }

  @Test
  void ordersSurviveTheWayThroughJson() {
    ImportOrder order = SampleOrder.plain().build();
    assertThat(ImportOrder.of(order.toJson())).isEqualTo(order);
  }

  @Test
  void ordersOfNewerProgramsAreReadable() {
    var tree = SampleOrder.plain().build().toJson();
    tree.put("somethingNew", 1);
    assertThat(ImportOrder.of(tree)).isEqualTo(SampleOrder.plain().build());
  }
}
