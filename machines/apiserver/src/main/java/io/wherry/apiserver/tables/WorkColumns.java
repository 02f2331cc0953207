package io.wherry.apiserver.tables;

import static io.wherry.apiserver.tables.Cells.textOr;
import static io.wherry.apiserver.tables.Column.age;
import static io.wherry.apiserver.tables.Column.named;
import static io.wherry.apiserver.tables.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.StringJoiner;

/** The columns of jobs and disruption budgets. */
final class WorkColumns {
  private WorkColumns() {}

  static List<Column> job() {
    return List.of(
        named(),
        text("Status", WorkColumns::jobStatus),
        text("Completions", WorkColumns::completions),
        new Column("Duration", "string", 0, (job, now) -> TextNode.valueOf(duration(job, now))),
        age(),
        text("Containers", o -> containers(o, "name")).wide(),
        text("Images", o -> containers(o, "image")).wide(),
        text("Selector", o -> selector(o.at("/spec/selector"))).wide());
  }

  static List<Column> budget() {
    return List.of(
        named(),
        text("Min Available", o -> textOr(o, "spec.minAvailable", "N/A")),
        text("Max Unavailable", o -> textOr(o, "spec.maxUnavailable", "N/A")),
        new Column("Allowed Disruptions", "integer", 0, (o, _) -> allowed(o)),
        age());
  }

  private static JsonNode allowed(ObjectNode budget) {
    return budget.numberNode(budget.at("/status/disruptionsAllowed").asLong());
  }

  private static String jobStatus(ObjectNode job) {
    for (String type : List.of("Complete", "Failed", "FailureTarget", "SuccessCriteriaMet")) {
      if (holds(job, type)) {
        return type;
      }
    }
    if (job.path("metadata").has("deletionTimestamp")) {
      return "Terminating";
    }
    return holds(job, "Suspended") ? "Suspended" : "Running";
  }

  private static boolean holds(ObjectNode job, String type) {
    for (JsonNode condition : job.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private static String completions(ObjectNode job) {
    long succeeded = job.at("/status/succeeded").asLong();
    if (job.path("spec").hasNonNull("completions")) {
      return succeeded + "/" + job.at("/spec/completions").asLong();
    }
    long parallelism = job.at("/spec/parallelism").asLong();
    return succeeded + (parallelism > 1 ? "/1 of " + parallelism : "/1");
  }

  private static String duration(ObjectNode job, Instant now) {
    String start = job.at("/status/startTime").asText();
    if (start.isEmpty()) {
      return "";
    }
    String end = job.at("/status/completionTime").asText();
    Instant until = end.isEmpty() ? now : OffsetDateTime.parse(end).toInstant();
    return Ages.shown(Duration.between(OffsetDateTime.parse(start).toInstant(), until));
  }

  private static String containers(ObjectNode job, String field) {
    StringJoiner text = new StringJoiner(",");
    job.at("/spec/template/spec/containers").forEach(c -> text.add(c.path(field).asText()));
    return text.toString();
  }

  private static String selector(JsonNode selector) {
    StringJoiner text = new StringJoiner(",");
    selector
        .path("matchLabels")
        .properties()
        .forEach(e -> text.add(e.getKey() + "=" + e.getValue().asText()));
    return text.length() == 0 ? Cells.NONE : text.toString();
  }
}
