package io.wherry.testkit.vsphere;

import static io.wherry.testkit.vsphere.Markup.child;
import static io.wherry.testkit.vsphere.Markup.children;
import static io.wherry.testkit.vsphere.Markup.el;
import static io.wherry.testkit.vsphere.Markup.ref;
import static io.wherry.testkit.vsphere.Markup.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.w3c.dom.Element;

/**
 * A property collector with one filter. What it follows is fixed: everything there is; only types
 * and paths are the client's.
 */
final class PropertyFeed {
  private static final int PAGE = 100;

  private final Properties properties;
  private final Map<String, Set<String>> paths = new HashMap<>();
  private final Map<String, Map<String, String>> sent = new HashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private final Set<String> pending = new LinkedHashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private int version;
  private boolean ended;

  PropertyFeed(Properties properties) {
    this.properties = properties;
  }

  /** Takes the client's filter. */
  void filter(Element spec) {
    lock.lock();
    try {
      for (Element set : children(spec, "propSet")) {
        Set<String> wanted = new LinkedHashSet<>();
        children(set, "pathSet").forEach(p -> wanted.add(p.getTextContent()));
        paths.put(text(set, "type"), wanted);
      }
      pending.addAll(properties.objects().keySet());
    } finally {
      lock.unlock();
    }
  }

  /** Something of an object is different. */
  void changed(String id) {
    lock.lock();
    try {
      if (!paths.isEmpty()) {
        pending.add(id);
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The session has ended: whoever waits is told. */
  void end() {
    lock.lock();
    try {
      ended = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The answer of WaitForUpdatesEx. */
  String await(Element request) throws InterruptedException {
    String seconds =
        children(request, "options").isEmpty()
            ? ""
            : text(child(request, "options"), "maxWaitSeconds");
    long nanos = TimeUnit.SECONDS.toNanos(seconds.isEmpty() ? 60 : Long.parseLong(seconds));
    lock.lock();
    try {
      while (true) {
        if (ended) {
          throw new SimFault("NotAuthenticated", "The session is not authenticated.");
        }
        List<String> changes = take();
        if (!changes.isEmpty()) {
          return answer(changes);
        }
        if (nanos <= 0) {
          return "";
        }
        nanos = news.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private List<String> take() {
    Map<String, String> present = properties.objects();
    List<String> changes = new ArrayList<>();
    while (!pending.isEmpty() && changes.size() < PAGE) {
      String id = pending.iterator().next();
      pending.remove(id);
      String change = change(id, present.getOrDefault(id, ""));
      if (!change.isEmpty()) {
        changes.add(change);
      }
    }
    return changes;
  }

  private String change(String id, String type) {
    Map<String, String> before = sent.get(id);
    if (type.isEmpty()) {
      if (before == null) {
        return "";
      }
      sent.remove(id);
      return "<objectSet>"
          + el("kind", "leave")
          + ref("obj", String.valueOf(types.remove(id)), id)
          + "</objectSet>";
    }
    Map<String, String> now = new LinkedHashMap<>(properties.of(type, id));
    now.keySet().retainAll(paths.getOrDefault(type, Set.of()));
    StringBuilder changes = new StringBuilder();
    now.forEach((path, value) -> {
      if (before == null || !value.equals(before.get(path))) {
        changes.append(
            "<changeSet>" + el("name", path) + el("op", "assign") + value + "</changeSet>");
      }
    });
    if (before != null) {
      before.keySet().stream()
          .filter(path -> !now.containsKey(path))
          .forEach(path ->
              changes.append(
                  "<changeSet>" + el("name", path) + el("op", "assign") + "</changeSet>"));
    }
    if (before != null && changes.isEmpty()) {
      return "";
    }
    sent.put(id, now);
    types.put(id, type);
    String kind = before == null ? "enter" : "modify";
    return "<objectSet>" + el("kind", kind) + ref("obj", type, id) + changes + "</objectSet>";
  }

  private String answer(List<String> changes) {
    return "<returnval>"
        + el("version", ++version)
        + "<filterSet>"
        + ref("filter", "PropertyFilter", "filter-1")
        + String.join("", changes)
        + "</filterSet>"
        + (pending.isEmpty() ? "" : el("truncated", true))
        + "</returnval>";
  }
}
