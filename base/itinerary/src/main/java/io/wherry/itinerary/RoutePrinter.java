package io.wherry.itinerary;

import java.util.List;

/** Prints a route as text and as a Mermaid diagram; both are part of the documentation. */
public final class RoutePrinter {
  private RoutePrinter() {}

  /** One line per leg, stages as headings. */
  public static String text(Itinerary<?> itinerary) {
    StringBuilder out = new StringBuilder();
    out.append("itinerary ").append(itinerary.name());
    out.append(", revision ").append(itinerary.revision()).append('\n');
    String stage = "";
    for (int i = 0; i < itinerary.legs().size(); i++) {
      String path = Integer.toString(i + 1);
      switch (itinerary.legs().get(i)) {
        case Leg.Once<?> once -> stage = line(out, path, once, stage);
        case Leg.Loop<?> loop -> stage = loop(out, path, loop, stage);
      }
    }
    return out.toString();
  }

  /** A Mermaid flow chart. */
  public static String mermaid(Itinerary<?> itinerary) {
    return new MermaidChart().draw(itinerary.legs());
  }

  private static String loop(StringBuilder out, String path, Leg.Loop<?> loop, String stage) {
    String last = stage;
    String maybe = loop.asked() == Leg.Asked.BEFORE_AND_AFTER ? ", maybe no round" : "";
    out.append("  loop ").append(loop.name()).append(maybe).append('\n');
    List<? extends Leg<?>> body = loop.body();
    for (int i = 0; i < body.size(); i++) {
      last = line(out, path + "/" + (i + 1), (Leg.Once<?>) body.get(i), last);
    }
    out.append("  end loop ").append(loop.name()).append('\n');
    return last;
  }

  private static String line(StringBuilder out, String path, Leg.Once<?> once, String stage) {
    String wire = once.stage().wire();
    if (!wire.equals(stage)) {
      out.append(wire.isEmpty() ? "(not shown)" : wire).append('\n');
    }
    out.append("  %-5s %-26s %s".formatted(path, once.step().id().wire(), repeat(once)));
    if (!(once.when() instanceof When.Always)) {
      out.append("; when ").append(once.when().text());
    }
    once.step().deadline().ifPresent(d -> out.append("; at most ").append(d));
    out.append('\n');
    return wire;
  }

  private static String repeat(Leg.Once<?> once) {
    return switch (once.step().repeat()) {
      case Repeat.Convergent() -> "convergent";
      case Repeat.Named(var pattern) -> "named " + pattern;
      case Repeat.Marked(var marker) -> "marked by " + marker;
    };
  }
}
