package io.wherry.apiserver.objects;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as Kubernetes writes them: RFC 3339, UTC, whole seconds. */
public final class Times {
  private Times() {}

  public static String wire(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
