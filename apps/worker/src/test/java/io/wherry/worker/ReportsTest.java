package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.WorkerReport;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportsTest {
  @Test
  void tellsWhatMayBeTriedAgain() {
    assertThat(Reports.failure(new PeerUnavailable("away")).retryable()).isTrue();
    assertThat(Reports.failure(new InvalidRequest("bad")).retryable()).isFalse();
    assertThat(Reports.failure(new IllegalStateException("bug")).message()).contains("bug");
  }

  @Test
  void fitsIntoATerminationMessage() {
    var warnings = Collections.nCopies(200, "a warning that is rather long");
    var facts = Map.of("engine", "express");
    WorkerReport report = new WorkerReport(true, "", "", "", false, facts, warnings);
    String text = Reports.text(report);
    assertThat(text.length()).isLessThanOrEqualTo(Reports.LIMIT);
    assertThat(text).contains("express");
    assertThat(Reports.text(Reports.failure(new InvalidRequest("ü".repeat(9000)))).getBytes())
        .hasSizeLessThanOrEqualTo(Reports.LIMIT);
  }
}
