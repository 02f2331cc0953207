package io.wherry.itinerary;

import java.util.ArrayList;
import java.util.List;

/** Draws a route for Mermaid: boxes for steps, labels on arrows for conditions and loops. */
final class MermaidChart {
  private final StringBuilder out = new StringBuilder("flowchart TD\n  start([start])\n");
  private List<String> ends = new ArrayList<>(List.of("start"));

  String draw(List<? extends Leg<?>> legs) {
    for (int i = 0; i < legs.size(); i++) {
      String path = Integer.toString(i + 1);
      switch (legs.get(i)) {
        case Leg.Once<?> once -> box(id(path), once);
        case Leg.Loop<?> loop -> loop(path, loop);
      }
    }
    ends.forEach(e -> arrow(e, "finish([end])"));
    return out.toString();
  }

  private void loop(String path, Leg.Loop<?> loop) {
    List<? extends Leg<?>> body = loop.body();
    for (int i = 0; i < body.size(); i++) {
      box(id(path + "/" + (i + 1)), (Leg.Once<?>) body.get(i));
    }
    for (String end : ends) {
      arrow(end + " -. " + loop.name() + " .", id(path + "/1"));
    }
  }

  // A leg with a condition may be passed by: what came before it stays open beside it.
  private void box(String id, Leg.Once<?> once) {
    String label = once.when() instanceof When.Always ? "" : "|" + once.when().text() + "|";
    out.append("  %s[%s]\n".formatted(id, once.step().id().wire()));
    for (String end : ends) {
      out.append("  %s -->%s %s\n".formatted(end, label, id));
    }
    List<String> open = new ArrayList<>(List.of(id));
    if (!label.isEmpty()) {
      open.addAll(ends);
    }
    ends = open;
  }

  private void arrow(String from, String to) {
    out.append(
        from.endsWith(".")
            ? "  %s-> %s\n".formatted(from, to)
            : "  %s --> %s\n".formatted(from, to));
  }

  private static String id(String path) {
    return "s" + path.replace('/', '_');
  }
}
