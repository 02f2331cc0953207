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
}
