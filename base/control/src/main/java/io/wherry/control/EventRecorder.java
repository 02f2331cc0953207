package io.wherry.control;

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
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users what happened to an object, as Kubernetes Events: {@code kubectl describe} shows
 * them. The same event again raises a count; many different ones of one reason are merged; an
 * object that produces too many is cut off. An event that cannot be written is logged and
 * forgotten: no work fails for it. Blocks for one or two calls; safe for several threads.
 *
 * @source Kubernetes client library, events correlator: 10 similar events in 10 minutes, 25 at a
 *     time and one more every 5 minutes per object
 */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int SIMILAR = 10;
  private static final Duration SIMILAR_WINDOW = Duration.ofMinutes(10);
  private static final int BURST = 25;
  private static final Duration REFILL = Duration.ofMinutes(5);
  private static final int MEMORY = 4096;
  private static final int MESSAGE_CHARS = 1024;

  private final KubeApi api;
  private final String component;
  private final Clock clock;
  private final Map<String, Similar> similar = bounded();
  private final Map<String, Bucket> buckets = bounded();

  /**
   * @param component who says so, for example {@code job-controller}
   */
  public EventRecorder(KubeApi api, String component, Clock clock) {
    this.api = api;
    this.component = component;
    this.clock = clock;
  }

  /** Something went as it should. */
  public void normal(Resource about, String reason, String message) {
    record(about, "Normal", reason, message);
  }

  /** Something went wrong. */
  public void warning(Resource about, String reason, String message) {
    record(about, "Warning", reason, message);
  }

  private void record(Resource about, String type, String reason, String message) {
    String text = message.length() > MESSAGE_CHARS ? message.substring(0, MESSAGE_CHARS) : message;
    String family = String.join("\0", about.uid(), about.toString(), type, reason);
    if (!admitted(about)) {
      LOG.debug("too many events on {}: {} {}", about, reason, text);
      return;
    }
    String shown = isOneOfMany(family, text) ? "(combined from similar events): " + text : text;
    String identity = shown.equals(text) ? family + "\0" + text : family;
    String suffix = suffix(identity);
    try {
      write(about, new Saying(type, reason, shown), suffix);
    } catch (WherryException e) {
      LOG.debug("the event {} on {} was not written", reason, about, e);
    }
  }

  private record Saying(String type, String reason, String message) {}

  private static String suffix(String identity) {
    byte[] bytes = identity.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString().replace("-", "").substring(0, 16);
  }

  private void write(Resource about, Saying saying, String suffix) {
    String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
    String prefix = about.name().length() > 200 ? about.name().substring(0, 200) : about.name();
    ResourceKey key = new ResourceKey(Kinds.EVENT, namespace, prefix + "." + suffix);
    for (int attempt = 0; attempt < 2; attempt++) {
      Optional<Resource> before = api.get(key);
      try {
        if (before.isPresent()) {
          Resource _ = api.patch(key, again(before.get(), saying.message()));
        } else {
          Resource _ = api.create(Kinds.EVENT, fresh(key, about, saying));
        }
        return;
      } catch (StaleWrite _) {
        // somebody recorded the same meanwhile: look again
      }
    }
  }

  private ObjectNode again(Resource before, String message) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", before.resourceVersion());
    return patch
        .put("count", before.at("count").asInt() + 1)
        .put("message", message)
        .put("lastTimestamp", now());
  }

  private Resource fresh(ResourceKey key, Resource about, Saying saying) {
    Resource event = Resource.of(Kinds.EVENT, key.namespace(), key.name());
    ObjectNode tree = event.tree();
    ObjectNode object = tree.putObject("involvedObject");
    object.put("kind", about.kind()).put("apiVersion", about.apiVersion());
    if (!about.namespace().isEmpty()) {
      object.put("namespace", about.namespace());
    }
    object.put("name", about.name()).put("uid", about.uid());
    object.put("resourceVersion", about.resourceVersion());
    tree.put("type", saying.type()).put("reason", saying.reason());
    tree.put("message", saying.message()).put("count", 1);
    tree.put("firstTimestamp", now()).put("lastTimestamp", now());
    tree.putObject("source").put("component", component);
    tree.put("reportingComponent", component).put("reportingInstance", "");
    return event;
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private boolean isOneOfMany(String family, String text) {
    synchronized (similar) {
      Instant now = clock.instant();
      Similar seen = similar.get(family);
      if (seen == null || seen.since().plus(SIMILAR_WINDOW).isBefore(now)) {
        seen = new Similar(now, new HashSet<>());
        similar.put(family, seen);
      }
      if (seen.texts().size() >= SIMILAR && !seen.texts().contains(text)) {
        return true;
      }
      seen.texts().add(text);
      return false;
    }
  }

  private boolean admitted(Resource about) {
    synchronized (buckets) {
      Instant now = clock.instant();
      String object = about.uid() + "\0" + about;
      Bucket bucket = buckets.getOrDefault(object, new Bucket(BURST, now));
      long gained = Duration.between(bucket.filled(), now).dividedBy(REFILL);
      long tokens = Math.min(BURST, bucket.tokens() + Math.max(0, gained));
      Instant filled = gained > 0 ? now : bucket.filled();
      buckets.put(object, new Bucket(Math.max(0, tokens - 1), filled));
      return tokens > 0;
    }
  }

  private record Similar(Instant since, Set<String> texts) {}

  private record Bucket(long tokens, Instant filled) {}

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MEMORY;
      }
    };
  }
}
