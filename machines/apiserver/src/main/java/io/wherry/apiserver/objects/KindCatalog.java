package io.wherry.apiserver.objects;

import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every kind that is served now: the built-in ones and those of stored CustomResourceDefinitions.
 * Derived from the store when a definition has changed, so a custom resource can be used as soon as
 * its definition was acknowledged. Thread-safe.
 */
public final class KindCatalog {
  private static final Bucket CRDS = bucket(Kinds.CRD);

  private record Path(String group, String version, String plural) {}

  private record Edition(long revision, Map<Path, KindDefinition> kinds) {}

  private final ObjectStore store;
  private final List<KindDefinition> builtIn;
  private volatile Edition edition = new Edition(-1, Map.of());

  public KindCatalog(ObjectStore store, List<KindDefinition> builtIn) {
    this.store = store;
    this.builtIn = List.copyOf(builtIn);
  }

  /** Where objects of the kind are stored: the same for all versions. */
  public static Bucket bucket(KindRef ref) {
    String group = EventForms.isConverted(ref) ? Kinds.EVENT.group() : ref.group();
    return new Bucket(group, ref.plural());
  }

  /** The kind under this path, if it is served. */
  public Optional<KindDefinition> find(String group, String version, String plural) {
    return Optional.ofNullable(current().kinds().get(new Path(group, version, plural)));
  }

  /** Some served version of the objects in the bucket. */
  public Optional<KindDefinition> find(Bucket bucket) {
    return current().kinds().values().stream()
        .filter(k -> bucket(k.ref()).equals(bucket))
        .findFirst();
  }

  /** All kinds; built-in ones first, then custom ones by name; preferred versions first. */
  public List<KindDefinition> all() {
    return List.copyOf(current().kinds().values());
  }

  /** Changes whenever {@link #all} does. */
  public long revision() {
    return current().revision();
  }

  private Edition current() {
    Edition known = edition;
    long now = store.lastChange(CRDS);
    if (known.revision() != now) {
      known = new Edition(now, read());
      edition = known;
    }
    return known;
  }

  private Map<Path, KindDefinition> read() {
    Map<Path, KindDefinition> kinds = new LinkedHashMap<>();
    builtIn.forEach(k -> kinds.putIfAbsent(path(k), k));
    List<KindDefinition> custom = new ArrayList<>();
    for (StoredObject definition : store.list(CRDS, "").objects()) {
      custom.addAll(CustomKinds.of(definition.tree()));
    }
    custom.forEach(k -> kinds.putIfAbsent(path(k), k));
    return kinds;
  }

  private static Path path(KindDefinition kind) {
    KindRef ref = kind.ref();
    return new Path(ref.group(), ref.version(), ref.plural());
  }
}
