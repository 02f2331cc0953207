package io.wherry.operator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.StaleWrite;
import io.wherry.problems.WherryException;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A claim on the Lease that decides which operator acts. Whoever holds it renews in time, or stops
 * acting before anyone else may take it: {@link #isHeld} turns false by the clock alone, whatever
 * requests are under way. Other operators' clocks are never read: a lease is stale when it has not
 * changed for its duration while this one was watching.
 */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** A lease not renewed for this long may be taken. */
  static final Duration LEASE = Duration.ofSeconds(15);

  /** Without a renewal for this long the holder stops; shorter than {@link #LEASE}. */
  static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  private final KubeApi api;
  private final ResourceKey key;
  private final String identity;
  private final Clock clock;
  private String seenVersion = "";
  private Instant seenAt = Instant.EPOCH;
  private volatile Optional<Instant> renewedAt = Optional.empty();

  Leadership(KubeApi api, String namespace, String identity, Clock clock) {
    this.api = api;
    this.key = new ResourceKey(Kinds.LEASE, namespace, "wherry-operator");
    this.identity = identity;
    this.clock = clock;
  }

  /** True while this operator may act. */
  boolean isHeld() {
    return renewedAt.map(at -> clock.instant().isBefore(at.plus(RENEW_DEADLINE))).orElse(false);
  }

  /** True when it was held once and is not any more: this operator has to end. */
  boolean isLost() {
    return renewedAt.isPresent() && !isHeld();
  }

  /** Renews or tries to get the lease. Blocks; failures count as "not this time". */
  synchronized void attempt() {
    Instant now = clock.instant();
    try {
      if (claim(now)) {
        renewedAt = Optional.of(now);
      }
    } catch (StaleWrite raced) {
      LOG.debug("lease {}: {}", key, raced.getMessage());
    } catch (WherryException away) {
      LOG.warn("lease {} was not renewed: {}", key, away.getMessage());
    }
  }

  /** Lets another operator take over at once. Call when nothing acts any more. */
  synchronized void release() {
    boolean held = isHeld();
    renewedAt = Optional.empty();
    Optional<Resource> lease = held ? api.get(key) : Optional.empty();
    if (lease.isPresent() && holder(lease.get()).equals(identity)) {
      ObjectNode patch = conditional(lease.get());
      patch.putObject("spec").put("holderIdentity", "").put("leaseDurationSeconds", 1);
      var _ = api.patch(key, patch);
    }
  }

  private boolean claim(Instant now) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      Resource fresh = Resource.of(Kinds.LEASE, key.namespace(), key.name());
      acquired(fresh.tree().putObject("spec"), now).put("leaseTransitions", 0);
      var _ = api.create(Kinds.LEASE, fresh);
      return true;
    }
    Resource lease = found.get();
    note(lease, now);
    if (holder(lease).equals(identity)) {
      ObjectNode patch = conditional(lease);
      patch.putObject("spec").put("renewTime", MICRO_TIME.format(now));
      var _ = api.patch(key, patch);
      return true;
    }
    return (holder(lease).isEmpty() || isStale(lease, now)) && take(lease, now);
  }

  private boolean take(Resource lease, Instant now) {
    // An operator that lost the lease must end before it may get it again.
    if (renewedAt.isPresent()) {
      return false;
    }
    ObjectNode patch = conditional(lease);
    acquired(patch.putObject("spec"), now)
        .put("leaseTransitions", lease.at("spec", "leaseTransitions").asInt() + 1);
    var _ = api.patch(key, patch);
    LOG.info("took lease {} after '{}'", key, holder(lease));
    return true;
  }

  private void note(Resource lease, Instant now) {
    if (!lease.resourceVersion().equals(seenVersion)) {
      seenVersion = lease.resourceVersion();
      seenAt = now;
    }
  }

  private boolean isStale(Resource lease, Instant now) {
    Duration duration =
        Duration.ofSeconds(lease.at("spec", "leaseDurationSeconds").asLong(LEASE.toSeconds()));
    return now.isAfter(seenAt.plus(duration));
  }

  private ObjectNode acquired(ObjectNode spec, Instant now) {
    return spec.put("holderIdentity", identity)
        .put("leaseDurationSeconds", LEASE.toSeconds())
        .put("acquireTime", MICRO_TIME.format(now))
        .put("renewTime", MICRO_TIME.format(now));
  }

  private static ObjectNode conditional(Resource lease) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", lease.resourceVersion());
    return patch;
  }

  private static String holder(Resource lease) {
    return lease.text("spec", "holderIdentity").orElse("");
  }
}
