package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.EngineFault;
import io.wherry.ovirt.rest.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads objects of an engine. */
final class Reader {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 1000;

  private final Engine engine;

  Reader(Engine engine) {
    this.engine = engine;
  }

  /** All objects of a kind by id. Blocks. */
  Map<String, Thing> all(Kind kind) {
    return switch (kind) {
      case VM -> machines();
      case SERVER_CPU -> add(new LinkedHashMap<>(), kind, list(kind, kind.path(), "values"));
      case DISK -> disks();
      default -> add(new LinkedHashMap<>(), kind, list(kind, kind.path()));
    };
  }

  private List<JsonNode> list(Kind kind, String path, String... before) {
    JsonNode answer = engine.ask(path, "The " + kind.collection() + " cannot be listed");
    return Json.list(Json.at(answer, before), kind.element());
  }

  private static Map<String, Thing> add(
      Map<String, Thing> all, Kind kind, List<JsonNode> elements) {
    for (JsonNode raw : elements) {
      Thing thing = Shapes.of(kind, raw);
      if (!thing.id().isEmpty()) {
        all.put(thing.id(), thing);
      }
    }
    return all;
  }

  /** By pages: what the engine says of one machine may be long. */
  private Map<String, Thing> machines() {
    Map<String, Thing> all = new LinkedHashMap<>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      String search = Engine.quoted("sortby name asc page " + page);
      List<JsonNode> found = list(Kind.VM, Kind.VM.path() + "&search=" + search + "&max=" + PAGE);
      var _ = add(all, Kind.VM, found);
      if (found.size() < PAGE) {
        break;
      }
    }
    return all;
  }

  /** Lists say nothing of what LUNs are. */
  private Map<String, Thing> disks() {
    Map<String, Thing> all = add(new LinkedHashMap<>(), Kind.DISK, list(Kind.DISK, "disks"));
    List<String> luns =
        all.values().stream()
            .filter(d -> Json.text(d.middle(), "storageType").equals("lun"))
            .map(Thing::id)
            .toList();
    for (String id : luns) {
      one(Kind.DISK, id).ifPresent(disk -> all.put(id, disk));
    }
    return all;
  }

  /** One object; empty when it is gone. Blocks. */
  Optional<Thing> one(Kind kind, String id) {
    try {
      return Optional.of(Shapes.of(kind, engine.get(kind.path(id))));
    } catch (EngineFault fault) {
      if (fault.isMissing()) {
        return Optional.empty();
      }
      throw fault.translate("Object " + id + " of " + kind.collection() + " cannot be read");
    }
  }
}
