package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiExtension.DiscoveryEntry;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.objects.KindCatalog;
import io.wherry.apiserver.objects.VersionOrder;
import io.wherry.resources.KindRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Everything discovery shows: kinds of the catalog, reviews, and entries of extensions. */
final class ApiResources {
  /** A group and version with its resources. */
  record GroupVersion(String group, String version) {
    String text() {
      return group.isEmpty() ? version : group + "/" + version;
    }
  }

  /** One line of discovery; {@code path} may have a slash. */
  record Line(
      GroupVersion owner,
      String path,
      String kind,
      KindRef.Scope scope,
      List<String> verbs,
      KindDefinition.Names names) {
    boolean isSubresource() {
      return path.contains("/");
    }
  }

  private static final KindDefinition.Names NO_NAMES = KindDefinition.Names.of("");

  private final KindCatalog catalog;
  private final Collection<ApiExtension> extensions;

  ApiResources(KindCatalog catalog, Collection<ApiExtension> extensions) {
    this.catalog = catalog;
    this.extensions = extensions;
  }

  /** Group → versions with their lines, preferred version first; the core group is empty. */
  Map<String, Map<String, List<Line>>> all() {
    Map<String, Map<String, List<Line>>> groups = new LinkedHashMap<>();
    lines().forEach(l -> add(groups, l));
    Map<String, Map<String, List<Line>>> sorted = new LinkedHashMap<>();
    groups.forEach((group, versions) -> sorted.put(group, preferredFirst(versions)));
    return sorted;
  }

  private static Map<String, List<Line>> preferredFirst(Map<String, List<Line>> versions) {
    TreeSet<String> order = new TreeSet<>(VersionOrder.PREFERRED_FIRST);
    order.addAll(versions.keySet());
    Map<String, List<Line>> sorted = new LinkedHashMap<>();
    order.forEach(v -> sorted.put(v, versions.getOrDefault(v, List.of())));
    return sorted;
  }

  private static void add(Map<String, Map<String, List<Line>>> groups, Line line) {
    groups
        .computeIfAbsent(line.owner().group(), _ -> new LinkedHashMap<>())
        .computeIfAbsent(line.owner().version(), _ -> new ArrayList<>())
        .add(line);
  }

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    catalog.all().forEach(k -> addKind(lines, k));
    Reviews.LINES.forEach(lines::add);
    for (ApiExtension extension : extensions) {
      extension.discovery().forEach(e -> lines.add(line(e)));
    }
    return lines;
  }

  private static void addKind(List<Line> lines, KindDefinition kind) {
    KindRef ref = kind.ref();
    GroupVersion owner = new GroupVersion(ref.group(), ref.version());
    boolean custom = kind.origin() == KindDefinition.Origin.CUSTOM;
    List<String> verbs = custom ? Verbs.CUSTOM : Verbs.ALL;
    lines.add(new Line(owner, ref.plural(), ref.kind(), ref.scope(), verbs, kind.names()));
    for (KindDefinition.Subresource part : kind.subresources()) {
      if (part == KindDefinition.Subresource.STATUS) {
        String path = ref.plural() + "/" + part.path();
        lines.add(new Line(owner, path, ref.kind(), ref.scope(), Verbs.STATUS, NO_NAMES));
      }
    }
    Parts.lines(kind).forEach(lines::add);
  }

  private static Line line(DiscoveryEntry entry) {
    KindRef.Scope scope =
        entry.scope() == DiscoveryEntry.Scope.NAMESPACED
            ? KindRef.Scope.Namespaced
            : KindRef.Scope.Cluster;
    return new Line(
        new GroupVersion(entry.group(), entry.version()),
        entry.plural(),
        entry.kind(),
        scope,
        entry.verbs(),
        NO_NAMES);
  }
}
