package io.wherry.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.copy.CopyProgress;
import io.wherry.blocks.copy.RateLimiter;
import io.wherry.problems.InvalidRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Where this worker's copies stand, for people and monitoring, and how fast they may be. Safe for
 * several threads.
 */
final class RunningCopies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HUNDRED = 100;

  private final Map<String, CopyProgress> disks = new ConcurrentSkipListMap<>();
  private final Map<String, RateLimiter> limits = new LinkedHashMap<>();
  private final String owner;

  /**
   * @param owner identity of what the copy is for, a label of upstream's metric
   */
  RunningCopies(String owner) {
    this.owner = owner;
    for (String name : List.of("all", "source", "link", "target")) {
      limits.put(name, RateLimiter.of(0));
    }
  }

  /** A disk's part of every limit. */
  List<RateLimiter.Share> shares() {
    return limits.values().stream().map(RateLimiter::share).toList();
  }

  void put(String disk, CopyProgress progress) {
    disks.put(disk, progress);
  }

  /**
   * Changes limits, at once for copies that run.
   *
   * @param text JSON object: any of all, source, link, target to bytes per second, 0 for no limit
   * @throws InvalidRequest it is something else; nothing was changed
   */
  void limit(String text) {
    Map<String, Long> wanted = new LinkedHashMap<>();
    try {
      JsonNode tree = JSON.readTree(text);
      tree.properties().forEach(e -> wanted.put(e.getKey(), e.getValue().asLong(-1)));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new InvalidRequest("The limits are no JSON: " + e.getOriginalMessage());
    }
    wanted.forEach((name, rate) -> {
      if (!limits.containsKey(name) || rate < 0) {
        throw new InvalidRequest(
            "The limit %s=%d is none: write bytes per second (0 for none) for any of %s."
                .formatted(name, rate, limits.keySet()));
      }
    });
    wanted.forEach((name, rate) -> java.util.Objects.requireNonNull(limits.get(name)).set(rate));
  }

  String limitsJson() {
    ObjectNode node = JSON.createObjectNode();
    limits.forEach((name, limiter) -> node.put(name, limiter.bytesPerSecond()));
    return node + "\n";
  }

  /** One JSON object a line and disk. */
  String progressJson() {
    StringBuilder lines = new StringBuilder();
    disks.forEach((disk, progress) -> lines.append(json(disk, progress)).append('\n'));
    return lines.toString();
  }

  static String json(String disk, CopyProgress p) {
    ObjectNode node = JSON.createObjectNode().put("disk", disk).put("phase", lower(p.phase()));
    node.put("done", p.done()).put("total", p.total());
    counters(p.bytes()).forEach((name, bytes) -> node.put(name, bytes));
    node.put("rateNow", p.rateNow()).put("rateMean", p.rateMean());
    p.left().p50().ifPresent(s -> node.put("secondsLeftP50", s));
    p.left().p90().ifPresent(s -> node.put("secondsLeftP90", s));
    return node.put("limitedBy", lower(p.limitedBy()))
        .put("connections", p.connections())
        .toString();
  }

  private static Map<String, Long> counters(CopyProgress.Counters bytes) {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("allocated", bytes.allocated());
    counters.put("read", bytes.read());
    counters.put("written", bytes.written());
    counters.put("skipped", bytes.skipped());
    counters.put("cloned", bytes.cloned());
    counters.put("verified", bytes.verified());
    return counters;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * In the format of Prometheus. The first one is upstream's: percent over all disks.
   *
   * @source CDI, doc/metrics.md: kubevirt_cdi_import_progress_total
   */
  String metrics() {
    StringBuilder text = new StringBuilder();
    long total = 0;
    long done = 0;
    for (CopyProgress p : disks.values()) {
      total += p.bytes().allocated();
      done += Math.min(p.bytes().allocated(), p.bytes().read() + p.bytes().skipped());
    }
    text.append("# TYPE kubevirt_cdi_import_progress_total counter\n")
        .append(
            "kubevirt_cdi_import_progress_total{ownerUID=\"%s\"} %d%n"
                .formatted(quoted(owner), total == 0 ? 0 : done * HUNDRED / total));
    disks.forEach((disk, p) -> {
      String label = "disk=\"%s\"".formatted(quoted(disk));
      counters(p.bytes())
          .forEach((name, bytes) ->
              text.append("wherry_copy_%s_bytes_total{%s} %d%n".formatted(name, label, bytes)));
      text.append("wherry_copy_rate_bytes_per_second{%s} %d%n".formatted(label, p.rateNow()));
      p.left().p50().ifPresent(s -> text.append(left(label, "0.5", s)));
      p.left().p90().ifPresent(s -> text.append(left(label, "0.9", s)));
      text.append("wherry_copy_limited{%s,by=\"%s\"} 1%n".formatted(label, lower(p.limitedBy())));
    });
    return text.toString();
  }

  private static String left(String label, String quantile, long seconds) {
    return "wherry_copy_left_seconds{%s,quantile=\"%s\"} %d%n".formatted(label, quantile, seconds);
  }

  private static String quoted(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
