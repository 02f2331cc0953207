package io.wherry.cli.disk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyProgress;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows progress: a bar on a terminal, a line per tenth elsewhere, or JSON lines. */
final class ProgressView implements CopyListener {
  /** How it is shown. */
  enum Style {
    BAR,
    LINES,
    JSON,
    NONE;

    /** A bar where a person sees it. */
    static Style forPeople() {
      return System.console() != null && System.console().isTerminal() ? BAR : LINES;
    }
  }

  private static final int BAR_WIDTH = 24;
  private static final int HUNDRED = 100;
  private static final int TENTH = 10;

  private final PrintWriter out;
  private final Style style;
  private long lastTenth = -1;
  private CopyProgress.Phase lastPhase = CopyProgress.Phase.COPY;

  ProgressView(PrintWriter out, Style style) {
    this.out = out;
    this.style = style;
  }

  @Override
  public synchronized void progress(CopyProgress progress) {
    switch (style) {
      case BAR -> out.print("\r\u001b[K" + bar(progress) + text(progress));
      case LINES -> tenths(progress);
      case JSON -> out.println(json(progress));
      case NONE -> {}
    }
    out.flush();
  }

  @Override
  public synchronized void note(String message) {
    switch (style) {
      case BAR -> out.println("\r\u001b[K" + message);
      case LINES -> out.println(message);
      case JSON -> out.println(JsonLines.object().put("event", "note").put("message", message));
      case NONE -> {}
    }
    out.flush();
  }

  synchronized void finish() {
    if (style == Style.BAR) {
      out.println();
      out.flush();
    }
  }

  private void tenths(CopyProgress progress) {
    long tenth = percent(progress) / TENTH;
    if (tenth != lastTenth || progress.phase() != lastPhase) {
      lastTenth = tenth;
      lastPhase = progress.phase();
      out.println(text(progress));
    }
  }

  private static long percent(CopyProgress p) {
    return p.total() == 0 ? HUNDRED : (long) ((double) p.done() / p.total() * HUNDRED);
  }

  private static String bar(CopyProgress p) {
    int full = (int) Math.clamp(percent(p) * BAR_WIDTH / HUNDRED, 0L, (long) BAR_WIDTH);
    return "[" + "#".repeat(full) + " ".repeat(BAR_WIDTH - full) + "] ";
  }

  static String text(CopyProgress p) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s %d %%, %s of %s",
                p.phase().name().toLowerCase(Locale.ROOT),
                percent(p),
                Sizes.text(p.done()),
                Sizes.text(p.total())));
    if (p.rateNow() > 0) {
      text.append(", ").append(Sizes.text(p.rateNow())).append("/s");
    }
    p.left()
        .p50()
        .ifPresent(low ->
            text.append(", ")
                .append(low)
                .append(" to ")
                .append(p.left().p90().orElse(low))
                .append(" s left"));
    if (p.limitedBy() != CopyProgress.Limit.NOTHING) {
      text.append(", limited by ").append(limit(p));
    }
    return text.toString();
  }

  private static String limit(CopyProgress p) {
    return p.limitedBy().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static ObjectNode json(CopyProgress p) {
    ObjectNode node = JsonLines.object().put("event", "progress");
    node.put("phase", p.phase().name().toLowerCase(Locale.ROOT));
    node.put("done", p.done()).put("total", p.total());
    node.put("rateNow", p.rateNow()).put("rateMean", p.rateMean());
    p.left().p50().ifPresent(s -> node.put("secondsLeftP50", s));
    p.left().p90().ifPresent(s -> node.put("secondsLeftP90", s));
    node.put("limitedBy", limit(p)).put("connections", p.connections());
    return counters(node, p.bytes());
  }

  static ObjectNode counters(ObjectNode node, CopyProgress.Counters bytes) {
    return node.put("allocated", bytes.allocated())
        .put("read", bytes.read())
        .put("written", bytes.written())
        .put("skipped", bytes.skipped())
        .put("cloned", bytes.cloned())
        .put("verified", bytes.verified());
  }
}
