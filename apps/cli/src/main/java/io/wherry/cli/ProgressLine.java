package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows a plan's progress: one line that changes on a terminal, a line per change elsewhere. */
final class ProgressLine {
  private static final long MIB = 1 << 20;

  private final PrintWriter out;
  private final boolean terminal = System.console() != null && System.console().isTerminal();
  private String last = "";

  ProgressLine(PrintWriter out) {
    this.out = out;
  }

  void show(Resource plan) {
    String text = text(plan);
    if (text.equals(last)) {
      return;
    }
    last = text;
    if (terminal) {
      out.print("\r\u001b[K" + text);
    } else {
      out.println(text);
    }
    out.flush();
  }

  void finish() {
    if (terminal) {
      out.println();
    }
  }

  static String text(Resource plan) {
    StringBuilder text = new StringBuilder("  plan " + plan.name() + ":");
    if (PlanState.of(plan) == PlanState.WAITING) {
      plan.items("status", "conditions").stream()
          .filter(c -> c.path("category").asText().equals("Critical"))
          .findFirst()
          .ifPresentOrElse(
              c -> text.append(" waits: ").append(c.path("message").asText()),
              () -> text.append(" waiting"));
      return text.toString();
    }
    for (JsonNode vm : plan.items("status", "migration", "vms")) {
      text.append(' ').append(vm.path("name").asText());
      for (JsonNode step : vm.path("pipeline")) {
        text.append(" · ").append(step(step));
      }
    }
    return text.toString();
  }

  private static String step(JsonNode step) {
    String name = step.path("name").asText();
    String phase = step.path("phase").asText();
    if (phase.equals("Completed")) {
      return (step.path("error").isObject() ? "✗ " : "✓ ") + name;
    }
    if (!phase.equals("Running")) {
      return name;
    }
    JsonNode notes = step.path("annotations");
    long total = notes.path("wherry.io/bytes-total").asLong();
    if (total > 0) {
      return "▶ " + name + " " + bytes(notes, total);
    }
    long of = step.path("progress").path("total").asLong();
    long done = step.path("progress").path("completed").asLong();
    return "▶ " + name + (of > 1 ? " " + done + "/" + of : "");
  }

  private static String bytes(JsonNode notes, long total) {
    long done = notes.path("wherry.io/bytes-done").asLong();
    long rate = notes.path("wherry.io/rate-bytes-per-second").asLong();
    long left = notes.path("wherry.io/time-left-seconds").asLong(-1);
    return String.format(
            Locale.ROOT, "%d of %d MiB (%d %%)", done / MIB, total / MIB, 100 * done / total)
        + (rate > 0 ? ", " + rate / MIB + " MiB/s" : "")
        + (left >= 0 ? ", " + left + " s left" : "");
  }
}
