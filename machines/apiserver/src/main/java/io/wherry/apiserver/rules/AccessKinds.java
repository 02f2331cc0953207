package io.wherry.apiserver.rules;

import io.wherry.apiserver.KindDefinition;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.stream.Stream;

/** The built-in kinds that say who may do what. */
final class AccessKinds {
  private AccessKinds() {}

  static Stream<KindDefinition> all() {
    return Stream.of(Kinds.ROLE, Kinds.ROLE_BINDING, Kinds.CLUSTER_ROLE, Kinds.CLUSTER_ROLE_BINDING)
        .map(ref -> BuiltinKinds.plain(ref, List.of()));
  }
}
