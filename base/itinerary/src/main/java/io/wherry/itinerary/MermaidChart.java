package io.wherry.itinerary;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Draws a route for Mermaid: boxes for steps, labels on arrows for conditions and loops. */
final class MermaidChart {
  /**
   * A place from which the route goes on.
   *
   * @param taken conditions that hold for every run that comes here
   * @param passed conditions that do not
   */
  private record End(String box, Set<When> taken, Set<When> passed) {}

  private final StringBuilder out = new StringBuilder("flowchart TD\n  start([start])\n");
  private List<End> ends = List.of(new End("start", Set.of(), Set.of()));

  String draw(List<? extends Leg<?>> legs) {
    for (int i = 0; i < legs.size(); i++) {
      String path = Integer.toString(i + 1);
      switch (legs.get(i)) {
        case Leg.Once<?> once -> box(id(path), once);
        case Leg.Loop<?> loop -> loop(path, loop);
      }
    }
    out.append("  finish([end])\n");
    ends.forEach(e -> out.append("  %s --> finish\n".formatted(e.box())));
    return out.toString();
  }

  private void loop(String path, Leg.Loop<?> loop) {
    List<? extends Leg<?>> body = loop.body();
    List<End> before = ends;
    for (int i = 0; i < body.size(); i++) {
      box(id(path + "/" + (i + 1)), (Leg.Once<?>) body.get(i));
    }
    for (End end : ends) {
      out.append("  %s -. %s .-> %s\n".formatted(end.box(), loop.name(), id(path + "/1")));
    }
    if (loop.asked() == Leg.Asked.BEFORE_AND_AFTER) {
      List<End> all = new ArrayList<>(before);
      all.addAll(ends);
      ends = all;
    }
  }

  // A leg with a condition may be passed by: what came before it stays open beside it, unless the
  // same condition was decided before.
  private void box(String id, Leg.Once<?> once) {
    When when = once.when();
    boolean always = when instanceof When.Always;
    String label = always ? "" : "|" + when.text() + "|";
    out.append("  %s[%s]\n".formatted(id, once.step().id().wire()));
    List<End> open = new ArrayList<>();
    List<End> entering = ends.stream().filter(e -> !e.passed().contains(when)).toList();
    for (End end : entering) {
      String known = end.taken().contains(when) ? "" : label;
      out.append("  %s -->%s %s\n".formatted(end.box(), known, id));
    }
    open.add(always ? new End(id, Set.of(), Set.of()) : new End(id, Set.of(when), Set.of()));
    if (!always) {
      ends.stream()
          .filter(e -> !e.taken().contains(when))
          .map(e -> new End(e.box(), e.taken(), with(e.passed(), when)))
          .forEach(open::add);
    }
    ends = open;
  }

  private static Set<When> with(Set<When> some, When one) {
    Set<When> all = new HashSet<>(some);
    all.add(one);
    return all;
  }

  private static String id(String path) {
    return "s" + path.replace('/', '_');
  }
}
