package io.wherry.resources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerProgressTest {
  @Test
  void whatIsWrittenIsRead() {
    var known = new WorkerProgress("vmdisk1", "copy", 10, 20, 5, 2);
    var unknown = new WorkerProgress("a disk", "verify", 0, 20, 0, -1);
    assertThat(WorkerProgress.parse("12:00 INFO " + known.line())).contains(known);
    assertThat(WorkerProgress.parse(unknown.line()).orElseThrow().leftSeconds()).isEqualTo(-1);
    assertThat(WorkerProgress.parse(unknown.line()).orElseThrow().disk()).isEqualTo("a_disk");
    assertThat(WorkerProgress.parse("some other line")).isEmpty();
  }

  @Test
  void aResultThatIsWrittenIsRead() {
    var result = new WorkerResult("a disk", "9f3c", new WorkerResult.Bytes(40, 30, 20, 10), 5120);
    WorkerResult read = WorkerResult.parse("12:00 " + result.line()).orElseThrow();
    assertThat(read.disk()).isEqualTo("a_disk");
    assertThat(read.bytes()).isEqualTo(result.bytes());
    assertThat(read.millis()).isEqualTo(5120);
    assertThat(WorkerResult.parse("result disk=x")).isEmpty();
  }
}
