package io.wherry.exports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the status of VirtualMachineExports: a token for each, and links as long as nobody writes
 * the disks. An export ends by itself.
 *
 * @source inventory-and-providers.md section 3.8
 */
public final class ExportController implements Reconciler {
  private static final Duration STANDARD_LIFE = Duration.ofHours(2);
  private static final Pattern LIFE = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");
  private static final int TOKEN_BYTES = 24;

  private final KubeApi api;
  private final Clock clock;
  private final Supplier<Server> server;
  private final SecureRandom random = new SecureRandom();

  /**
   * Who serves the disks.
   *
   * @param url to which paths are added
   * @param authority PEM of the CA that vouches for it
   */
  public record Server(String url, String authority) {}

  /**
   * @param server asked whenever links are written; its CA may be replaced
   */
  public ExportController(KubeApi api, Clock clock, Supplier<Server> server) {
    this.api = api;
    this.clock = clock;
    this.server = server;
  }

  /** For the runtime; machines, instances and claims wake the exports of their namespace. */
  public ControllerSpec spec() {
    List<Wakeup> wakeups =
        List.of(Kinds.VM, Kinds.VMI, Kinds.PVC, Kinds.DATA_VOLUME).stream()
            .map(kind -> new Wakeup(kind, Selection.ALL, this::exportsOf))
            .toList();
    return new ControllerSpec("exports", Kinds.EXPORT, wakeups, this, 2);
  }

  private List<ResourceKey> exportsOf(Resource changed) {
    return api.list(Kinds.EXPORT, Selection.in(changed.namespace())).stream()
        .map(e -> key(Kinds.EXPORT, e.namespace(), e.name()))
        .toList();
  }

  private static ResourceKey key(KindRef kind, String namespace, String name) {
    return new ResourceKey(kind, namespace, name);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      return Next.onChange();
    }
    Resource export = found.get();
    Instant end = end(export);
    if (!clock.instant().isBefore(end)) {
      api.delete(key);
      return Next.onChange();
    }
    String secret = secret(export);
    ExportSource source = ExportSource.of(api, export);
    ObjectNode status = status(export, source, secret);
    status.put("ttlExpirationTime", end.toString());
    if (!status.equals(export.at("status"))) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.set("status", status);
      if (!status.has("links") && export.at("status").has("links")) {
        status.putNull("links");
      }
      Resource _ = api.patchStatus(key, patch);
    }
    return Next.after(Duration.between(clock.instant(), end));
  }

  private Instant end(Resource export) {
    Instant made =
        export.text("metadata", "creationTimestamp").map(Instant::parse).orElseGet(clock::instant);
    return made.plus(export.text("spec", "ttlDuration").map(this::life).orElse(STANDARD_LIFE));
  }

  /** As Go writes durations, for example {@code 1h30m}; what cannot be read is the standard. */
  private Duration life(String text) {
    Matcher m = LIFE.matcher(text);
    if (text.isEmpty() || !m.matches()) {
      return STANDARD_LIFE;
    }
    return Duration.ofHours(number(m.group(1)))
        .plusMinutes(number(m.group(2)))
        .plusSeconds(number(m.group(3)));
  }

  private static long number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** The Secret with the token; makes one where the user brings none. */
  private String secret(Resource export) {
    Optional<String> own = export.text("spec", "tokenSecretRef").filter(s -> !s.isEmpty());
    if (own.isPresent()) {
      return own.get();
    }
    String name = "export-token-" + export.name();
    if (api.get(key(Kinds.SECRET, export.namespace(), name)).isEmpty()) {
      Resource secret = Resource.of(Kinds.SECRET, export.namespace(), name);
      ((ObjectNode) secret.tree().get("metadata"))
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", Kinds.EXPORT.apiVersion())
          .put("kind", Kinds.EXPORT.kind())
          .put("name", export.name())
          .put("uid", export.uid())
          .put("controller", true);
      secret.tree().put("type", "Opaque").putObject("data").put("token", token());
      Resource _ = api.create(Kinds.SECRET, secret);
    }
    return name;
  }

  private String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII));
  }

  private ObjectNode status(Resource export, ExportSource source, String secret) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    boolean ready = source.obstacle().isEmpty();
    String phase = !ready ? "Pending" : source.claims().isEmpty() ? "Skipped" : "Ready";
    status.put("phase", phase).put("tokenSecretRef", secret);
    if (!source.machine().isEmpty()) {
      status.put("virtualMachineName", source.machine());
    }
    status.set("conditions", conditions(export, source, phase));
    if (ready) {
      links(status.putObject("links").putObject("external"), export, source);
    }
    return status;
  }

  private ArrayNode conditions(Resource export, ExportSource source, String phase) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    boolean ready = !phase.equals("Pending");
    ObjectNode condition =
        list.addObject()
            .put("type", "Ready")
            .put("status", ready ? "True" : "False")
            .put("reason", ready ? "PodReady" : "Pending")
            .put("message", source.obstacle());
    var before = export.at("status", "conditions").path(0);
    boolean same = before.path("status").asText().equals(condition.path("status").asText());
    condition.put(
        "lastTransitionTime",
        same
            ? before.path("lastTransitionTime").asText()
            : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return list;
  }

  private void links(ObjectNode external, Resource export, ExportSource source) {
    Server now = server.get();
    String root = now.url() + ExportPath.root(export.namespace(), export.name());
    external.put("cert", now.authority());
    ArrayNode volumes = external.putArray("volumes");
    for (String claim : source.claims()) {
      ArrayNode formats = volumes.addObject().put("name", claim).putArray("formats");
      String disk = root + "/volumes/" + claim + "/" + ExportPath.RAW;
      formats.addObject().put("format", "raw").put("url", disk);
      formats.addObject().put("format", "gzip").put("url", disk + ExportPath.GZIP_SUFFIX);
    }
    ArrayNode manifests = external.putArray("manifests");
    manifests.addObject().put("type", "all").put("url", root + "/" + ExportPath.ALL);
    manifests
        .addObject()
        .put("type", "auth-header-secret")
        .put("url", root + "/" + ExportPath.SECRET);
  }
}
