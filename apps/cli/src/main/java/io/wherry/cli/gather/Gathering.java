package io.wherry.cli.gather;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.WherryException;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads objects and logs and puts those that a filter takes into an archive. */
final class Gathering {
  private static final int LOG_LINES = 10_000;

  private static final List<KindRef> OURS =
      List.of(
          Kinds.PROVIDER,
          Kinds.HOST,
          Kinds.HOOK,
          Kinds.NETWORK_MAP,
          Kinds.STORAGE_MAP,
          Kinds.PLAN,
          Kinds.MIGRATION,
          Kinds.RUN,
          Kinds.MIG_CLUSTER,
          Kinds.MIG_PLAN,
          Kinds.MIG_MIGRATION,
          Kinds.MIG_HOOK,
          Kinds.VM,
          Kinds.VMI,
          Kinds.VMIM,
          Kinds.MACHINE_OWNER,
          Kinds.DISK_MOVE,
          Kinds.DATA_VOLUME,
          Kinds.PVC,
          Kinds.POD,
          Kinds.JOB,
          Kinds.SECRET,
          Kinds.RESOURCE_QUOTA);

  private static final List<KindRef> SURROUNDINGS =
      List.of(
          Kinds.NODE, Kinds.STORAGE_CLASS, Kinds.STORAGE_PROFILE, Kinds.PV, Kinds.MIGRATION_POLICY);

  private final KubeApi api;
  private final Selection selection;
  private final EvidenceArchive archive;
  private final Set<String> taken = new HashSet<>();
  private final List<String> notes = new ArrayList<>();

  Gathering(KubeApi api, Selection selection, EvidenceArchive archive) {
    this.api = api;
    this.selection = selection;
    this.archive = archive;
  }

  /** Gathers. Blocks. What could not be read is noted, and the rest is gathered all the same. */
  void run(Filter filter) throws IOException {
    Filter complete = filter instanceof Filter.About about ? about.with(claims(about)) : filter;
    for (KindRef kind : OURS) {
      for (Resource object : list(kind, complete)) {
        archive.add(object);
        taken.add(Filter.name(object.kind(), object.namespace(), object.name()));
        if (kind == Kinds.POD) {
          log(object);
        }
      }
    }
    for (KindRef kind : SURROUNDINGS) {
      for (Resource object : list(kind, new Filter.Whole())) {
        archive.add(object);
      }
    }
    events();
  }

  /** A filter may reach into namespaces that were not named: a plan's target is one. */
  private List<Resource> list(KindRef kind, Filter filter) {
    try {
      Selection within = filter instanceof Filter.About ? Selection.ALL : selection;
      return api
          .list(kind, kind.scope() == KindRef.Scope.Namespaced ? within : Selection.ALL)
          .stream()
          .filter(filter::takes)
          .toList();
    } catch (WherryException e) {
      notes.add("%s could not be read: %s".formatted(kind.plural(), e.getMessage()));
      return List.of();
    }
  }

  private Set<String> claims(Filter.About about) {
    Set<String> claims = new HashSet<>();
    for (Resource vm : list(Kinds.VM, about)) {
      for (JsonNode volume : vm.items("spec", "template", "spec", "volumes")) {
        String claim = volume.path("persistentVolumeClaim").path("claimName").asText();
        String data = volume.path("dataVolume").path("name").asText();
        claims.add(Filter.name("PersistentVolumeClaim", vm.namespace(), claim + data));
        claims.add(Filter.name("DataVolume", vm.namespace(), data));
      }
    }
    return claims;
  }

  private void log(Resource pod) throws IOException {
    try {
      archive.addLog(
          pod.namespace(), pod.name(), api.podLogTail(pod.namespace(), pod.name(), LOG_LINES));
    } catch (WherryException e) {
      notes.add("the log of %s could not be read: %s".formatted(pod, e.getMessage()));
    }
  }

  /** Events of what was taken, oldest first, as a table that a person reads from top to bottom. */
  private void events() throws IOException {
    List<Resource> events =
        list(Kinds.EVENT, new Filter.Whole()).stream()
            .filter(e -> taken.contains(subject(e)))
            .sorted(Comparator.comparing(Gathering::when))
            .toList();
    String timeline =
        events.stream()
            .map(e ->
                "%s  %s  %s  %s: %s%n"
                    .formatted(
                        when(e),
                        e.at("type").asText(),
                        subject(e),
                        e.at("reason").asText(),
                        e.at("message").asText().replace('\n', ' ')))
            .collect(Collectors.joining());
    if (!timeline.isEmpty()) {
      archive.add("timeline.txt", timeline);
    }
  }

  private static String subject(Resource event) {
    return Filter.name(
        event.at("involvedObject", "kind").asText(),
        event.at("involvedObject", "namespace").asText(event.namespace()),
        event.at("involvedObject", "name").asText());
  }

  private static String when(Resource event) {
    for (String field : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
      String time = event.at(field).asText("");
      if (!time.isEmpty() && !time.equals("null")) {
        return time;
      }
    }
    return event.at("metadata", "creationTimestamp").asText();
  }

  int objects() {
    return taken.size();
  }

  List<String> notes() {
    return List.copyOf(notes);
  }
}
