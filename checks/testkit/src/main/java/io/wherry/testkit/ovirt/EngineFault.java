package io.wherry.testkit.ovirt;

import java.io.Serial;

/** What the engine answers instead of doing it. */
final class EngineFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  EngineFault(int status, String detail) {
    super(detail);
    this.status = status;
  }

  static EngineFault missing(String path) {
    return new EngineFault(404, "Entity not found: " + path);
  }

  int status() {
    return status;
  }

  byte[] json() {
    return "{\"fault\":{\"reason\":\"Operation Failed\",\"detail\":\"[%s]\"}}"
        .formatted(String.valueOf(getMessage()).replace('"', '\''))
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
