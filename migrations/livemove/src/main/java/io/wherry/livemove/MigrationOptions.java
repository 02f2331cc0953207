package io.wherry.livemove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.livemove.PolicyRanking.Candidate;
import io.wherry.livemove.PolicyRanking.TieBreak;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for one migration: the platform's settings, overridden field by field by the policy
 * that wins. Chosen when the nodes are told, and then fixed.
 *
 * @param values as {@code migrationState.migrationConfiguration} shows them
 * @param ranked all policies, the winner first
 * @source live-migration.md section 3.2
 */
public record MigrationOptions(ObjectNode values, List<Candidate> ranked) {
  private static final List<String> BY_POLICY =
      List.of(
          "allowAutoConverge",
          "bandwidthPerMigration",
          "completionTimeoutPerGiB",
          "maxDowntimeMs",
          "allowPostCopy",
          "experimental");
  private static final String DISRUPTION = "allowWorkloadDisruption";
  private static final String POST_COPY = "allowPostCopy";

  /**
   * As they would be for a migration of the instance now.
   *
   * @param target node that it goes to; empty when that is not known yet
   */
  public static MigrationOptions of(KubeApi api, Resource instance, String target) {
    Map<String, String> labels = new HashMap<>(instance.labels());
    if (!target.isEmpty()) {
      labels.put("kubevirt.io/migrationTargetNodeName", target);
    }
    Map<String, String> namespace =
        api.get(new ResourceKey(Kinds.NAMESPACE, "", instance.namespace()))
            .map(Resource::labels)
            .orElse(Map.of());
    List<Candidate> ranked =
        PolicyRanking.rank(
            api.list(Kinds.MIGRATION_POLICY, Selection.ALL),
            new PolicyRanking.Labels(labels, namespace),
            TieBreak.KEYS);
    ObjectNode values = MigrationLimits.of(api).options();
    PolicyRanking.winner(ranked).ifPresent(w -> override(values, w.policy()));
    return new MigrationOptions(values, ranked);
  }

  private static void override(ObjectNode values, Resource policy) {
    for (String field : BY_POLICY) {
      if (policy.at("spec").hasNonNull(field)) {
        values.set(field, policy.at("spec", field));
      }
    }
    if (policy.at("spec").hasNonNull(DISRUPTION)) {
      values.set(DISRUPTION, policy.at("spec", DISRUPTION));
    } else if (policy.at("spec").hasNonNull(POST_COPY)) {
      values.set(DISRUPTION, policy.at("spec", POST_COPY));
    }
  }

  /** Name of the policy that holds; empty when none matches. */
  public Optional<String> policy() {
    return PolicyRanking.winner(ranked).map(Candidate::name);
  }

  /** One line for people: who won, and why. */
  public String explanation() {
    Optional<Candidate> winner = PolicyRanking.winner(ranked);
    if (winner.isEmpty()) {
      return "no policy matches; the cluster's settings hold";
    }
    String why =
        ranked.size() > 1 ? PolicyRanking.reason(winner.get(), ranked.get(1)) : "the only policy";
    return winner.get().name() + ": " + why;
  }
}
