package io.wherry.apiserver.rules;

import io.wherry.apiserver.KindDefinition;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.stream.Stream;

/** The built-in kinds that run or guard work. */
final class WorkKinds {
  private WorkKinds() {}

  static Stream<KindDefinition> all() {
    return Stream.of(
        BuiltinKinds.withStatus(Kinds.JOB, List.of(".status.successful")),
        BuiltinKinds.withStatus(Kinds.POD_DISRUPTION_BUDGET, List.of(), "pdb"),
        BuiltinKinds.plain(Kinds.EVENT_V1, eventFields(), "ev"));
  }

  private static List<String> eventFields() {
    return List.of(
        ".regarding.kind",
        ".regarding.namespace",
        ".regarding.name",
        ".regarding.uid",
        ".regarding.apiVersion",
        ".regarding.resourceVersion",
        ".regarding.fieldPath",
        ".reason",
        ".reportingController",
        ".type");
  }
}
