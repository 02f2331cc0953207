package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.Json;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The engine's own record of what has happened.
 *
 * @source inventory-and-providers.md section 2.5
 */
final class Events {
  private static final int MOST = 1000;

  private final Engine engine;
  private long last;

  private Events(Engine engine, long last) {
    this.engine = engine;
    this.last = last;
  }

  /**
   * What has changed.
   *
   * @param kinds to be read anew as a whole
   * @param machines ids of those to be read anew
   * @param removed whether a machine has gone
   * @param lost more has happened than can be told: everything is to be read anew
   */
  record Changes(Set<Kind> kinds, Set<String> machines, boolean removed, boolean lost) {
    boolean isEmpty() {
      return kinds.isEmpty() && machines.isEmpty() && !lost;
    }
  }

  /** From now on. Blocks. */
  static Events fromNow(Engine engine) {
    return new Events(engine, newest(engine));
  }

  private static long newest(Engine engine) {
    JsonNode answer = engine.ask("events?max=1", "The engine's events cannot be read");
    return Json.list(answer, "event").stream().mapToLong(e -> Json.number(e, "id")).max().orElse(0);
  }

  /** What has happened since the last call. Blocks. */
  Changes next() {
    JsonNode answer =
        engine.ask(
            "events?from=" + last + "&max=" + MOST, "The engine's events cannot be followed");
    List<JsonNode> events = Json.list(answer, "event");
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Set<String> machines = new LinkedHashSet<>();
    boolean removed = false;
    long newest = last;
    for (JsonNode event : events) {
      newest = Math.max(newest, Json.number(event, "id"));
      int code = (int) Json.number(event, "code");
      EventCodes.kind(code).ifPresent(kind -> add(kind, event, kinds, machines));
      removed |= EventCodes.isVmRemoved(code);
    }
    // A restored engine counts anew from an older number.
    boolean lost = events.size() >= MOST || (events.isEmpty() && newest(engine) < last);
    last = lost ? newest(engine) : newest;
    return new Changes(kinds, machines, removed, lost);
  }

  private static void add(Kind kind, JsonNode event, Set<Kind> kinds, Set<String> machines) {
    String machine = Json.text(event, "vm", "id");
    if (kind == Kind.VM && !machine.isEmpty()) {
      machines.add(machine);
    } else {
      kinds.add(kind);
    }
    if (kind == Kind.DISK && !machine.isEmpty()) {
      machines.add(machine);
    }
  }
}
