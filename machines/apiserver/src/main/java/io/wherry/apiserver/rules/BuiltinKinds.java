package io.wherry.apiserver.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.KindDefinition.Names;
import io.wherry.apiserver.KindDefinition.Origin;
import io.wherry.apiserver.KindDefinition.Subresource;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The kinds that are served without a CustomResourceDefinition. */
final class BuiltinKinds {
  private static final KindRef SERVICE = KindRef.namespaced("", "v1", "Service", "services");

  private BuiltinKinds() {}

  static List<KindDefinition> all() {
    return Stream.of(core(), WorkKinds.all(), AccessKinds.all()).flatMap(k -> k).toList();
  }

  private static Stream<KindDefinition> core() {
    return Stream.of(
        withStatus(Kinds.NAMESPACE, List.of(), "ns"),
        withStatus(
            Kinds.POD, List.of(".spec.nodeName", ".spec.restartPolicy", ".status.phase"), "po"),
        withStatus(Kinds.NODE, List.of(".spec.unschedulable"), "no"),
        withStatus(Kinds.PVC, List.of(), "pvc"),
        withStatus(Kinds.PV, List.of(), "pv"),
        withStatus(SERVICE, List.of(".spec.clusterIP", ".spec.type"), "svc"),
        withStatus(Kinds.RESOURCE_QUOTA, List.of(), "quota"),
        plain(Kinds.SECRET, List.of(".type")),
        plain(Kinds.CONFIG_MAP, List.of(), "cm"),
        plain(Kinds.SERVICE_ACCOUNT, List.of(), "sa"),
        plain(Kinds.EVENT, eventFields(), "ev"),
        plain(Kinds.STORAGE_CLASS, List.of(), "sc"),
        plain(Kinds.LEASE, List.of()),
        withStatus(Kinds.CRD, List.of(), "crd", "crds"));
  }

  private static List<String> eventFields() {
    return List.of(
        ".involvedObject.kind",
        ".involvedObject.namespace",
        ".involvedObject.name",
        ".involvedObject.uid",
        ".involvedObject.apiVersion",
        ".involvedObject.resourceVersion",
        ".involvedObject.fieldPath",
        ".reason",
        ".reportingComponent",
        ".source",
        ".type");
  }

  static KindDefinition withStatus(KindRef ref, List<String> fields, String... shortNames) {
    return definition(ref, Set.of(Subresource.STATUS), fields, shortNames);
  }

  static KindDefinition plain(KindRef ref, List<String> fields, String... shortNames) {
    return definition(ref, Set.of(), fields, shortNames);
  }

  private static KindDefinition definition(
      KindRef ref, Set<Subresource> subresources, List<String> fields, String... shortNames) {
    List<String> categories = categories(ref);
    Names names =
        new Names(ref.kind().toLowerCase(java.util.Locale.ROOT), List.of(shortNames), categories);
    return new KindDefinition(
        ref,
        names,
        subresources,
        JsonNodeFactory.instance.objectNode(),
        List.of(),
        fields,
        Origin.BUILT_IN);
  }

  private static List<String> categories(KindRef ref) {
    if (ref.equals(Kinds.CRD)) {
      return List.of("api-extensions");
    }
    return List.of(Kinds.POD, Kinds.JOB, SERVICE).contains(ref) ? List.of("all") : List.of();
  }
}
