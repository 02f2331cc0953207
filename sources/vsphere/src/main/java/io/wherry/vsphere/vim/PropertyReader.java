package io.wherry.vsphere.vim;

import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads properties of objects now, without following them. */
public final class PropertyReader {
  private final Session session;

  public PropertyReader(Session session) {
    this.session = session;
  }

  /** The call for one property of one object. */
  static Call one(MoRef collector, MoRef object, String path) {
    return call(collector, List.of(object), List.of(path));
  }

  private static Call call(MoRef collector, List<MoRef> objects, List<String> paths) {
    return Call.of("RetrievePropertiesEx", collector)
        .node(
            "specSet",
            spec -> {
              objects.stream()
                  .map(MoRef::type)
                  .distinct()
                  .forEach(type -> spec.node("propSet", set -> properties(set, type, paths)));
              objects.forEach(o -> spec.node("objectSet", set -> set.ref("obj", o)));
            })
        .node("options", _ -> {});
  }

  private static void properties(Call set, String type, List<String> paths) {
    set.text("type", type).text("all", false);
    paths.forEach(path -> set.text("pathSet", path));
  }

  /**
   * Properties of one object by path; those that the server leaves out are missing. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest there is no such object
   */
  public Map<String, Xml> read(MoRef object, String... paths) {
    return read(List.of(object), List.of(paths)).getOrDefault(object, Map.of());
  }

  /** Properties of objects that all have them. Blocks. */
  public Map<MoRef, Map<String, Xml>> read(List<MoRef> objects, List<String> paths) {
    Map<MoRef, Map<String, Xml>> result = new LinkedHashMap<>();
    if (objects.isEmpty()) {
      return result;
    }
    MoRef collector = session.content().ref("propertyCollector");
    String what = "Properties of " + objects.getFirst() + " cannot be read";
    Call call = call(collector, objects, paths);
    Xml page = session.ask(call, what).at("returnval");
    // This method answers strangers, too, but tells them nothing.
    if (isForStrangers(page) && session.revive()) {
      page = session.ask(call, what).at("returnval");
    }
    take(page, result);
    while (!page.text("token").isEmpty()) {
      Call next =
          Call.of("ContinueRetrievePropertiesEx", collector).text("token", page.text("token"));
      page = session.ask(next, what).at("returnval");
      take(page, result);
    }
    return result;
  }

  private static boolean isForStrangers(Xml page) {
    return page.all("objects").stream()
        .flatMap(o -> o.all("missingSet").stream())
        .anyMatch(m -> m.at("fault", "fault").is("NotAuthenticated"));
  }

  private static void take(Xml page, Map<MoRef, Map<String, Xml>> result) {
    for (Xml object : page.all("objects")) {
      Map<String, Xml> values =
          result.computeIfAbsent(object.ref("obj"), _ -> new LinkedHashMap<>());
      object.all("propSet").forEach(p -> values.put(p.text("name"), p.at("val")));
    }
  }
}
