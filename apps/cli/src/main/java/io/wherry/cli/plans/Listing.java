package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lists that {@code get} knows: kinds, headings and cells. */
enum Listing {
  PLANS("plan", List.of(Kinds.PLAN), "NAME SOURCE TARGET VMS STATUS PROGRESS RATE ETA CREATED"),
  PROVIDERS("provider", List.of(Kinds.PROVIDER), "NAME TYPE URL STATUS CONNECTED INVENTORY READY"),
  MAPPINGS(
      "mapping",
      List.of(Kinds.NETWORK_MAP, Kinds.STORAGE_MAP),
      "NAME TYPE SOURCE TARGET STATUS OWNER CREATED"),
  MIGRATIONS("migration", List.of(Kinds.MIGRATION), "NAME PLAN STATUS CUTOVER STARTED COMPLETED"),
  HOSTS("host", List.of(Kinds.HOST), "NAME PROVIDER ID ADDRESS STATUS"),
  HOOKS("hook", List.of(Kinds.HOOK), "NAME IMAGE PLAYBOOK DEADLINE STATUS"),
  VMS("vm", List.of(Kinds.VM), "NAME STATUS READY CREATED");

  private final String singular;
  private final List<KindRef> kinds;
  private final List<String> headings;

  Listing(String singular, List<KindRef> kinds, String headings) {
    this.singular = singular;
    this.kinds = kinds;
    this.headings = List.of(headings.split(" "));
  }

  /** Singular and plural both work. */
  static Listing of(String word) {
    String wanted = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(l -> wanted.equals(l.singular) || wanted.equals(l.singular + "s"))
        .findFirst()
        .orElseThrow(() ->
            new InvalidRequest(
                "There is no list of '"
                    + word
                    + "'; there are: "
                    + Arrays.stream(values())
                        .map(l -> l.singular + "s")
                        .collect(Collectors.joining(", "))));
  }

  /** The kind that a name of this list belongs to first. */
  KindRef kind() {
    return kinds.getFirst();
  }

  List<Resource> read(KubeApi api, Selection selection, List<String> names) {
    List<Resource> found = new ArrayList<>();
    for (KindRef kind : kinds) {
      api.list(kind, selection).stream()
          .filter(r -> names.isEmpty() || names.contains(r.name()))
          .forEach(found::add);
    }
    for (String name : names) {
      if (found.stream().noneMatch(r -> r.name().equals(name))) {
        throw new InvalidRequest("There is no " + singular + " '" + name + "' here.");
      }
    }
    return found;
  }

  TextTable table(List<Resource> rows, Instant now, Function<Resource, List<String>> first) {
    List<String> all = new ArrayList<>(headings);
    List<String> namespaces = rows.isEmpty() ? List.of() : first.apply(rows.getFirst());
    if (!namespaces.isEmpty()) {
      all.add(1, "NAMESPACE");
    }
    TextTable table = new TextTable(all);
    for (Resource row : rows) {
      List<String> cells = new ArrayList<>(cells(row, now));
      cells.addAll(1, first.apply(row));
      table.add(cells);
    }
    return table;
  }

  private List<String> cells(Resource r, Instant now) {
    return switch (this) {
      case PLANS -> plan(r, now);
      case PROVIDERS -> provider(r);
      case MAPPINGS -> mapping(r, now);
      case MIGRATIONS -> migration(r);
      case HOSTS ->
          List.of(
              r.name(),
              text(r, "spec", "provider", "name"),
              text(r, "spec", "id"),
              text(r, "spec", "ipAddress"),
              ready(r));
      case HOOKS ->
          List.of(
              r.name(),
              text(r, "spec", "image"),
              r.text("spec", "playbook").isPresent() ? "yes" : "no",
              text(r, "spec", "deadline"),
              ready(r));
      case VMS ->
          List.of(
              r.name(),
              text(r, "status", "printableStatus"),
              text(r, "status", "ready"),
              created(r, now));
    };
  }

  private static List<String> plan(Resource r, Instant now) {
    PlanStatus status = PlanStatus.of(r);
    return List.of(
        r.name(),
        text(r, "spec", "provider", "source", "name"),
        text(r, "spec", "targetNamespace"),
        status.counts(r.items("spec", "vms").size()),
        status.word(),
        status.progress(),
        status.bytesPerSecond().stream()
            .mapToObj(b -> Amounts.bytes(b) + "/s")
            .findFirst()
            .orElse("-"),
        status.timeLeft().map(Amounts::time).orElse("-"),
        created(r, now));
  }

  private static List<String> provider(Resource r) {
    return List.of(
        r.name(),
        text(r, "spec", "type"),
        r.text("spec", "url").orElse("(this cluster)"),
        text(r, "status", "phase"),
        yes(r, "ConnectionTestSucceeded"),
        yes(r, "InventoryCreated"),
        yes(r, "Ready"));
  }

  private static List<String> mapping(Resource r, Instant now) {
    String owner =
        r.items("metadata", "ownerReferences").stream()
            .map(o -> o.path("name").asText())
            .findFirst()
            .orElse("-");
    return List.of(
        r.name(),
        r.kind().equals(Kinds.NETWORK_MAP.kind()) ? "network" : "storage",
        text(r, "spec", "provider", "source", "name"),
        text(r, "spec", "provider", "destination", "name"),
        ready(r),
        owner,
        created(r, now));
  }

  private static List<String> migration(Resource r) {
    JsonNode conditions = r.at("status", "conditions");
    String status =
        List.of("Failed", "Canceled", "Succeeded").stream()
            .filter(t -> VmProgress.isTrue(conditions, t))
            .findFirst()
            .orElse(r.text("status", "started").isPresent() ? "Running" : "Pending");
    return List.of(
        r.name(),
        text(r, "spec", "plan", "name"),
        status,
        text(r, "spec", "cutover"),
        text(r, "status", "started"),
        text(r, "status", "completed"));
  }

  private static String ready(Resource r) {
    return VmProgress.isTrue(r.at("status", "conditions"), "Ready")
        ? "Ready"
        : PlanStatus.blockers(r).stream().findFirst().orElse("Not ready");
  }

  private static String yes(Resource r, String condition) {
    return Boolean.toString(VmProgress.isTrue(r.at("status", "conditions"), condition));
  }

  private static String text(Resource r, String... path) {
    return r.text(path).orElse("-");
  }

  private static String created(Resource r, Instant now) {
    return r.text("metadata", "creationTimestamp")
        .map(t -> Amounts.time(Duration.between(Instant.parse(t), now)))
        .orElse("-");
  }
}
