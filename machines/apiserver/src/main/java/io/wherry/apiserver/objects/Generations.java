package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import java.util.Set;

/** When {@code metadata.generation} counts. */
final class Generations {
  private static final Set<String> BUILT_IN =
      Set.of("CustomResourceDefinition", "Job", "Deployment", "PodDisruptionBudget");

  private Generations() {}

  static boolean counts(KindDefinition kind) {
    return kind.origin() == KindDefinition.Origin.CUSTOM || BUILT_IN.contains(kind.ref().kind());
  }

  /** The next generation: one more if anything but metadata (and a separate status) differs. */
  static void settle(KindDefinition kind, ObjectNode before, ObjectNode after) {
    if (!counts(kind)) {
      return;
    }
    String[] ignored =
        kind.hasStatus() ? new String[] {"metadata", "status"} : new String[] {"metadata"};
    long generation = before.path("metadata").path("generation").asLong(1);
    boolean same = TreeEquality.sameWithout(before, after, ignored);
    Metadata.of(after).put("generation", same ? generation : generation + 1);
  }
}
