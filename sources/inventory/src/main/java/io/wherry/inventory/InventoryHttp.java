package io.wherry.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The inventory REST service without a server around it: the composition root passes requests in
 * and answers out. Safe for several threads.
 *
 * @source inventory-and-providers.md 1.2 to 1.6
 */
public final class InventoryHttp {
  /** How long a list waits for a collector that has just begun. */
  private static final Duration PARITY_PATIENCE = Duration.ofSeconds(10);

  private static final List<String> PATHS =
      List.of(
          "/schema",
          "/connection-forms",
          "/providers",
          "/providers/{type}",
          "/providers/{type}/{uid}",
          "/providers/{type}/{uid}/{collection}",
          "/providers/{type}/{uid}/{collection}/{id}",
          "/providers/{type}/{uid}/workloads/{vm}");

  /** What the service reads. */
  public record Sources(
      LiveInventories inventories, ProviderObjects providers, InventoryAccess access) {}

  private final Sources sources;
  private final InventoryAccess access;
  private final Duration patience;

  public InventoryHttp(Sources sources, Clock clock) {
    this(sources, clock, PARITY_PATIENCE);
  }

  /**
   * @param patience how long lists wait for the first complete reading
   */
  InventoryHttp(Sources sources, Clock clock, Duration patience) {
    this.sources = sources;
    this.access = new RememberedAccess(sources.access(), clock);
    this.patience = patience;
  }

  /** Answers a GET. Blocks up to ten seconds while a collector starts. */
  public InventoryAnswer get(InventoryRequest request) {
    try {
      return route(request);
    } catch (InvalidRequest e) {
      return InventoryAnswer.error(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return InventoryAnswer.error(503, "The server is stopping.");
    }
  }

  private InventoryAnswer route(InventoryRequest request) throws InterruptedException {
    List<String> path = request.segments();
    String root = path.isEmpty() ? "" : path.getFirst();
    if (request.wantsWatch()) {
      return InventoryAnswer.error(400, "A watch needs a WebSocket on a collection.");
    }
    if (root.equals("schema") && path.size() == 1) {
      return InventoryAnswer.ok(schema());
    }
    if (root.equals("connection-forms") && path.size() == 1) {
      return InventoryAnswer.ok(FormsJson.of(sources.inventories().providers()));
    }
    if (!root.equals("providers") || path.size() > 5) {
      return InventoryAnswer.error(404, "There is no " + request.path() + " here.");
    }
    return path.size() < 3 ? providers(request, path) : oneProvider(request, path);
  }

  private static ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("version", "v1beta1").put("release", 1);
    ArrayNode paths = schema.putArray("paths");
    PATHS.forEach(paths::add);
    return schema;
  }

  private InventoryAnswer providers(InventoryRequest request, List<String> path) {
    String namespace = request.parameter("namespace").orElse("");
    Optional<InventoryAnswer> refused = refused(request, "list", namespace, "");
    if (refused.isPresent()) {
      return refused.get();
    }
    ListQuery query = ListQuery.of(request);
    if (path.size() == 2) {
      return SourceType.ofWire(path.get(1)).isPresent()
          ? InventoryAnswer.ok(list(path.get(1), namespace, query))
          : InventoryAnswer.error(404, "There is no provider type '" + path.get(1) + "'.");
    }
    ObjectNode byType = JsonNodeFactory.instance.objectNode();
    for (SourceType type : SourceType.values()) {
      byType.set(type.wire(), list(type.wire(), namespace, query));
    }
    return InventoryAnswer.ok(byType);
  }

  private ArrayNode list(String type, String namespace, ListQuery query) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    sources.providers().all().stream()
        .filter(p -> ProviderJson.type(p).equals(type))
        .filter(p -> namespace.isEmpty() || p.namespace().equals(namespace))
        .filter(p -> query.name().isEmpty() || query.name().get().equals(p.name()))
        .skip(query.offset())
        .limit(query.limit())
        .map(p -> query.detail() == 0 ? ProviderJson.base(p) : full(p))
        .forEach(list::add);
    return list;
  }

  private ObjectNode full(Resource provider) {
    return ProviderJson.full(
        provider,
        collections(ProviderJson.type(provider)),
        sources.inventories().rows(provider.uid()));
  }

  private List<String> collections(String type) {
    return SourceType.ofWire(type)
        .flatMap(t -> sources.inventories().providerOf(t))
        .map(SourceProvider::collections)
        .orElse(List.of());
  }

  private InventoryAnswer oneProvider(InventoryRequest request, List<String> path)
      throws InterruptedException {
    String uid = path.get(2);
    Optional<Resource> provider =
        sources.providers().byUid(uid).filter(p -> ProviderJson.type(p).equals(path.get(1)));
    Optional<InventoryAnswer> refused =
        refused(
            request,
            "get",
            provider.map(Resource::namespace).orElse(""),
            provider.map(Resource::name).orElse(""));
    if (refused.isPresent()) {
      return refused.get();
    }
    if (provider.isEmpty()) {
      return InventoryAnswer.providerNotFound(uid);
    }
    if (path.size() == 3) {
      return InventoryAnswer.ok(full(provider.get()));
    }
    Optional<MemoryInventory> rows = sources.inventories().rows(uid);
    if (rows.isEmpty()) {
      return InventoryAnswer.providerNotFound(uid);
    }
    return path.size() == 4
        ? collection(request, path, rows.get())
        : row(path.get(3), path.get(4), rows.get());
  }

  private InventoryAnswer collection(
      InventoryRequest request, List<String> path, MemoryInventory rows)
      throws InterruptedException {
    ListQuery query = ListQuery.of(request);
    String collection = path.get(3);
    if (collection.equals("workloads")) {
      collection = "vms";
    } else if (!collections(path.get(1)).contains(collection)) {
      return InventoryAnswer.error(404, "There is no collection '" + collection + "'.");
    }
    boolean complete = rows.awaitParity(patience);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    boolean neutral = request.parameter("neutral").filter("true"::equals).isPresent();
    for (InventoryRow row : query.apply(rows.rows(collection))) {
      ObjectNode level = row.atDetail(query.detail());
      list.add(neutral ? NeutralView.of(row, level) : level);
    }
    return complete ? InventoryAnswer.ok(list) : InventoryAnswer.partial(list);
  }

  private InventoryAnswer row(String collection, String id, MemoryInventory rows)
      throws InterruptedException {
    boolean complete = rows.awaitParity(patience);
    boolean workload = collection.equals("workloads");
    Optional<InventoryRow> row = rows.row(workload ? "vms" : collection, id);
    if (row.isEmpty()) {
      return complete
          ? InventoryAnswer.error(404, "There is no '" + id + "' in " + collection + ".")
          : InventoryAnswer.partial(JsonNodeFactory.instance.objectNode());
    }
    ObjectNode json = workload ? rows.workload(id) : row.get().atDetail(Integer.MAX_VALUE);
    return complete ? InventoryAnswer.ok(json) : InventoryAnswer.partial(json);
  }

  private Optional<InventoryAnswer> refused(
      InventoryRequest request, String verb, String namespace, String name) {
    var question = new InventoryAccess.Question(request.token(), verb, namespace, name);
    return switch (access.review(question)) {
      case InventoryAccess.Verdict.Allowed() -> Optional.empty();
      case InventoryAccess.Verdict.Unknown(var reason) ->
          Optional.of(InventoryAnswer.denied(401, reason));
      case InventoryAccess.Verdict.Denied(var reason) ->
          Optional.of(InventoryAnswer.denied(403, reason));
    };
  }

  /** A watch that may begin, or the answer that refuses it. */
  public sealed interface WatchStart {
    record Refused(InventoryAnswer answer) implements WatchStart {}

    /** Give it the connection once that is up; it begins with the first event then. */
    record Accepted(Supplier<InventoryWatch> watch) implements WatchStart {}
  }

  /** Checks a GET with {@code X-Watch} before the upgrade to a WebSocket. Does not block long. */
  public WatchStart watch(InventoryRequest request) {
    List<String> path = request.segments();
    if (path.size() != 4 || !path.getFirst().equals("providers")) {
      return new WatchStart.Refused(InventoryAnswer.error(400, "Only collections are watched."));
    }
    try {
      int detail = ListQuery.of(request).detail();
      InventoryAnswer listed =
          oneProvider(
              new InventoryRequest(
                  request.path(), Map.of("limit", List.of("0")), request.token(), ""),
              path);
      Optional<MemoryInventory> rows = sources.inventories().rows(path.get(2));
      if (listed.status() >= 300 || rows.isEmpty()) {
        return new WatchStart.Refused(listed);
      }
      String collection = path.get(3).equals("workloads") ? "vms" : path.get(3);
      boolean snapshot = request.watch().equals("snapshot");
      return new WatchStart.Accepted(() ->
          new InventoryWatch(rows.get(), new InventoryWatch.What(collection, detail, snapshot)));
    } catch (InvalidRequest e) {
      return new WatchStart.Refused(InventoryAnswer.error(400, String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new WatchStart.Refused(InventoryAnswer.error(503, "The server is stopping."));
    }
  }
}
