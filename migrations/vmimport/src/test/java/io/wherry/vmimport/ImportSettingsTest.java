package io.wherry.vmimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerTask;
import io.wherry.vmimport.ImportSettings.DiskOverhead;
import io.wherry.vmimport.ImportSettings.Timings;
import io.wherry.vmimport.ImportSettings.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ImportSettingsTest {
  @Test
  void defaultsAreTheOperators() {
    var defaults = ImportSettings.DEFAULTS;
    assertThat(defaults.maxVmInFlight()).isEqualTo(20);
    assertThat(defaults.diskOverhead()).isEqualTo(new DiskOverhead(10, 0));
    assertThat(defaults.timings().precopyInterval()).isEqualTo(Duration.ofMinutes(60));
    assertThat(defaults.timings().blockerGrace()).isEqualTo(Duration.ofMinutes(5));
    assertThat(defaults.worker().image()).isEqualTo("wherry/worker:0.1.0");
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new DiskOverhead(100, 0))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("between 0 and 99");
    assertThatThrownBy(() -> new DiskOverhead(0, -1)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> new Worker("worker", WorkerTask.Engine.auto, ""))
        .isInstanceOf(InvalidRequest.class);
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new Timings(Duration.ZERO, second, second, second, second))
        .isInstanceOf(InvalidRequest.class);
    var d = ImportSettings.DEFAULTS;
    assertThatThrownBy(() -> d.withMaxVmInFlight(0))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("max_vm_inflight");
  }
}
