package io.wherry.vmimport.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Progress;
import io.wherry.resources.Resource;
import io.wherry.runs.EntryJson;
import io.wherry.runs.ProgressJson;
import io.wherry.testkit.Golden;
import io.wherry.vmimport.steps.ImportItineraries;
import io.wherry.vmimport.steps.ImportTrait;
import io.wherry.vmimport.steps.SampleOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunProjectionTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final LegKey STARTED = new LegKey("1", "Started", 0);
  private static final LegKey POWER = new LegKey("3", "StorePowerState", 0);
  private static final LegKey OFF = new LegKey("4", "PowerOffSource", 0);
  private static final LegKey WAIT = new LegKey("5", "WaitForPowerOff", 0);
  private static final LegKey VOLUMES = new LegKey("6", "CreateDataVolumes", 0);
  private static final LegKey COPY = new LegKey("7", "CopyDisks", 0);

  private final List<Entry> entries = new ArrayList<>();
  private Instant now = START;

  private void done(LegKey leg, Map<String, String> facts) {
    entries.add(new Entry.Began(leg, now));
    now = now.plusSeconds(2);
    entries.add(new Entry.Finished(leg, facts, now));
  }

  private void toCopy() {
    entries.add(new Entry.Opened("cold", 1, List.of("NEEDS_CONVERSION"), now));
    done(STARTED, Map.of());
    done(POWER, Map.of("powerState", "Off"));
    done(OFF, Map.of());
    done(WAIT, Map.of());
    done(VOLUMES, Map.of());
  }

  private String project(Progress progress) {
    Resource run =
        RunFactory.make(
            new OrderDesk.Answer.Ready(
                SampleOrder.plain().build(),
                ImportItineraries.cold(),
                Set.of(ImportTrait.NEEDS_CONVERSION)),
            0);
    ObjectNode status = run.tree().putObject("status");
    status.set("entries", EntryJson.write(entries));
    status.set("progress", ProgressJson.write(progress));
    ObjectNode vm = JsonNodeFactory.instance.objectNode().put("id", "vm-1");
    return new RunProjection(new RunView(run), Duration.ofMinutes(60))
        .onto(vm, now)
        .toPrettyString();
  }

  @Test
  void statesTheDigestsOfWhatWasCopied() {
    toCopy();
    done(COPY, Map.of("digest-0", "blake3-1:aa", "digest-1", "blake3-1:bb", "bytesRead", "7"));
    assertThat(project(Progress.NONE))
        .contains("\"wherry.io/digest-0\" : \"blake3-1:aa\"")
        .contains("\"wherry.io/digest-1\" : \"blake3-1:bb\"")
        .doesNotContain("bytesRead");
  }

  @Test
  void showsAQueuedRun() {
    Golden.check(this, "queued.json", project(Progress.NONE));
  }

  @Test
  void showsDisksBeingCopied() {
    toCopy();
    entries.add(new Entry.Began(COPY, now));
    Progress progress =
        new Progress(
            List.of(
                new Progress.Part("disk1.vmdk", 432013312, 1073741824, 325058560, 2),
                new Progress.Part("disk2.vmdk", 536870913, 536870913, 0, -1)));
    Golden.check(this, "copying.json", project(progress));
  }

  @Test
  void showsAFailure() {
    toCopy();
    entries.add(new Entry.Began(COPY, now));
    now = now.plusSeconds(5);
    entries.add(
        new Entry.Stopped(
            COPY,
            new Entry.Trouble("WorkerFailed", "Grain 7 is damaged.", "Export it again."),
            now));
    entries.add(new Entry.TurnedBack(io.wherry.itinerary.Ending.FAILED, now));
    now = now.plusSeconds(1);
    entries.add(new Entry.Undone(VOLUMES, "PVC x is stuck.", now));
    entries.add(new Entry.Ended(Entry.Result.FAILED, now));
    Golden.check(this, "failed.json", project(Progress.NONE));
  }

  @Test
  void showsSuccess() {
    toCopy();
    done(COPY, Map.of("sha256", "abc"));
    done(new LegKey("8", "CreateGuestConversionPod", 0), Map.of());
    done(
        new LegKey("9", "ConvertGuest", 0),
        Map.of(
            "engine",
            "express",
            "engineReason",
            "Debian 12 with ext4 is recognised.",
            "firmware",
            "uefi",
            "os",
            "debian12",
            "warnings",
            "One.\nTwo."));
    done(new LegKey("10", "CreateVM", 0), Map.of());
    done(new LegKey("12", "Completed", 0), Map.of());
    entries.add(new Entry.Ended(Entry.Result.SUCCEEDED, now));
    Golden.check(this, "succeeded.json", project(Progress.NONE));
  }
}
