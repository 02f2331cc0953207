package io.wherry.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.apiserver.access.Attributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path directory;

  private static AuditEvent event(String verb, String name) {
    return new AuditEvent(
        Attributes.ofResource(verb, "", "configmaps", "default", name),
        new AuditEvent.Client("/api/v1/x", "127.0.0.1", "test"),
        null,
        null,
        new AuditEvent.Span(Instant.EPOCH, Instant.EPOCH, 200));
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void beginsANewFileWhenOneIsFullAndKeepsSome() throws Exception {
    try (AuditLog log = AuditLog.open(directory, AuditExtent.ALL, 2_000)) {
      for (int i = 0; i < 100; i++) {
        log.tell(event("create", "number-" + i));
      }
    }
    assertThat(files()).hasSize(AuditLog.KEPT + 1).contains("audit.log", "audit.log.9");
    assertThat(Files.readString(directory.resolve("audit.log"))).contains("number-99");
    assertThat(Files.readAllLines(directory.resolve("audit.log.1")).getFirst()).startsWith("{");
    assertThat(Files.size(directory.resolve("audit.log.1"))).isLessThanOrEqualTo(2_000);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("audit.log"))))
        .isEqualTo("rw-------");
  }

  @Test
  void goesOnWithTheFileOfTheLastStart() throws Exception {
    for (String name : List.of("first", "second")) {
      try (AuditLog log = AuditLog.open(directory, AuditExtent.WRITES)) {
        log.tell(event("delete", name));
        log.tell(event("get", "unseen"));
      }
    }
    assertThat(Files.readString(directory.resolve("audit.log")))
        .contains("first")
        .contains("second")
        .doesNotContain("unseen");
  }

  @Test
  void makesNoFileWhenItIsOff() throws Exception {
    try (AuditLog log = AuditLog.open(directory, AuditExtent.OFF)) {
      log.tell(event("create", "a"));
    }
    assertThat(files()).isEmpty();
  }
}
