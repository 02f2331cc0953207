package io.wherry.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.resources.KindRef;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Refuses writes that would use more than a ResourceQuota allows. Use is counted anew from the
 * objects themselves and from what writes under way have reserved, under a lock per namespace: so
 * writers that race cannot exceed a bound together, still share commits, and a crash leaves no
 * wrong count. Namespaces without quotas pay one look-up. Thread-safe.
 *
 * <p>Quotas with scopes are not enforced: there are no scoped pods here.
 */
public final class Quotas {
  static final Bucket BUCKET = new Bucket("", "resourcequotas");
  private static final int STRIPES = 64;

  private final ObjectStore store;
  private final List<Reservations> stripes =
      Stream.generate(Reservations::new).limit(STRIPES).toList();

  public Quotas(ObjectStore store) {
    this.store = store;
  }

  /** A write that is about to happen; {@code before} is empty when it creates the object. */
  public record Planned(KindRef kind, ObjectKey key, JsonNode before, JsonNode after) {}

  /**
   * Writes if the quotas of the namespace allow it.
   *
   * @throws ApiFailure 403 in upstream's words
   */
  public <T> T admit(Planned planned, Supplier<T> write) {
    String namespace = planned.key().namespace();
    if (namespace.isEmpty() || store.list(BUCKET, namespace).objects().isEmpty()) {
      return write.get();
    }
    Reservations open = stripes.get(Math.floorMod(namespace.hashCode(), STRIPES));
    Reservations.Reservation mine =
        new Reservations.Reservation(
            planned.key(),
            planned.before().at("/metadata/resourceVersion").asLong(),
            increase(planned));
    open.add(mine, others -> check(planned, mine.amounts(), others));
    try {
      return write.get();
    } finally {
      open.remove(mine);
    }
  }

  private static Map<String, BigDecimal> increase(Planned planned) {
    Bucket bucket = planned.key().bucket();
    Map<String, BigDecimal> more = Charges.of(bucket, planned.after());
    Charges.of(bucket, planned.before())
        .forEach((resource, amount) -> more.merge(resource, amount.negate(), BigDecimal::add));
    more.values().removeIf(amount -> amount.signum() <= 0);
    return more;
  }

  private void check(
      Planned planned,
      Map<String, BigDecimal> more,
      Collection<Reservations.Reservation> reserved) {
    if (more.isEmpty()) {
      return;
    }
    Bucket bucket = planned.key().bucket();
    List<StoredObject> objects = store.list(bucket, planned.key().namespace()).objects();
    Map<String, BigDecimal> used = Charges.sum(bucket, objects);
    Reservations.unwritten(reserved, planned.key(), objects)
        .forEach(
            r -> r.amounts().forEach((name, amount) -> used.merge(name, amount, BigDecimal::add)));
    for (StoredObject quota : store.list(BUCKET, planned.key().namespace()).objects()) {
      check(planned, quota, more, used);
    }
  }

  private static void check(
      Planned planned,
      StoredObject quota,
      Map<String, BigDecimal> more,
      Map<String, BigDecimal> used) {
    if (isScoped(quota)) {
      return;
    }
    StringJoiner asked = new StringJoiner(",");
    StringJoiner taken = new StringJoiner(",");
    StringJoiner bounds = new StringJoiner(",");
    for (var hard : new TreeMap<>(hard(quota)).entrySet()) {
      String resource = hard.getKey();
      BigDecimal wanted = more.getOrDefault(resource, BigDecimal.ZERO);
      BigDecimal now = used.getOrDefault(resource, BigDecimal.ZERO);
      boolean exceeds =
          wanted.signum() > 0 && now.add(wanted).compareTo(Charges.quantity(hard.getValue())) > 0;
      if (exceeds) {
        asked.add(resource + "=" + Charges.text(resource, wanted));
        taken.add(resource + "=" + Charges.text(resource, now));
        bounds.add(resource + "=" + hard.getValue().asText());
      }
    }
    if (asked.length() > 0) {
      throw ApiFailure.forbidden(
          planned.kind(),
          planned.key().name(),
          "exceeded quota: %s, requested: %s, used: %s, limited: %s"
              .formatted(quota.key().name(), asked, taken, bounds));
    }
  }

  static boolean isScoped(StoredObject quota) {
    JsonNode spec = quota.tree().path("spec");
    return !spec.path("scopes").isEmpty() || !spec.path("scopeSelector").isEmpty();
  }

  static Map<String, JsonNode> hard(StoredObject quota) {
    Map<String, JsonNode> hard = new TreeMap<>();
    quota.tree().at("/spec/hard").properties().forEach(e -> hard.put(e.getKey(), e.getValue()));
    return hard;
  }

  /** What the namespace uses of the resources that the quota bounds. */
  static Map<String, String> used(ObjectStore store, StoredObject quota) {
    Map<Bucket, Map<String, BigDecimal>> byKind = new java.util.HashMap<>();
    Map<String, String> result = new TreeMap<>();
    for (String resource : new TreeSet<>(hard(quota).keySet())) {
      var kind = Charges.chargedKind(resource);
      if (kind.isPresent()) {
        Map<String, BigDecimal> used =
            byKind.computeIfAbsent(
                kind.get(), k -> Charges.sum(k, store.list(k, quota.key().namespace()).objects()));
        BigDecimal amount = used.getOrDefault(resource, BigDecimal.ZERO);
        result.put(resource, Charges.text(resource, amount));
      }
    }
    return result;
  }
}
