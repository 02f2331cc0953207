package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of changes.
 *
 * @param version to ask for what comes after
 * @param truncated more of the same state follows at once
 */
record Updates(String version, boolean truncated, List<Change> changes) {
  /** What happened to an object. */
  enum Kind {
    ENTER,
    MODIFY,
    LEAVE
  }

  /**
   * One object's changes.
   *
   * @param values new values by path; {@link Xml#NOTHING} for values that have gone
   */
  record Change(Kind kind, MoRef object, Map<String, Xml> values) {}

  /** Reads the answer; one without content means that nothing happened. */
  static Updates of(Xml returned, String versionBefore) {
    if (!returned.isPresent()) {
      return new Updates(versionBefore, false, List.of());
    }
    List<Change> changes = new ArrayList<>();
    for (Xml filter : returned.all("filterSet")) {
      filter.all("objectSet").forEach(o -> changes.add(change(o)));
    }
    return new Updates(returned.text("version"), returned.flag("truncated"), changes);
  }

  private static Change change(Xml object) {
    Map<String, Xml> values = new LinkedHashMap<>();
    for (Xml change : object.all("changeSet")) {
      boolean gone = !change.text("op").equals("assign") && !change.text("op").equals("add");
      values.put(change.text("name"), gone ? Xml.NOTHING : change.at("val"));
    }
    Kind kind =
        switch (object.text("kind")) {
          case "enter" -> Kind.ENTER;
          case "leave" -> Kind.LEAVE;
          default -> Kind.MODIFY;
        };
    return new Change(kind, object.ref("obj"), values);
  }
}
