package io.wherry.apiserver.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether some rules allow all that others do. Rules are taken apart to one verb on one resource,
 * and each part must be covered by a single rule of the owner.
 *
 * @source Kubernetes documentation, "Privilege escalation prevention and bootstrapping"
 */
final class RuleCoverage {
  /** A role that names everything by hand; more would take the server's time. */
  private static final int MOST_PARTS = 100_000;

  private RuleCoverage() {}

  /** The parts of {@code wanted} that {@code owned} does not cover, put together again. */
  static List<PolicyRule> missing(List<PolicyRule> owned, List<PolicyRule> wanted) {
    List<PolicyRule> missing = new ArrayList<>();
    int seen = 0;
    for (PolicyRule rule : wanted) {
      for (PolicyRule part : parts(rule)) {
        if (++seen > MOST_PARTS) {
          return List.of(rule);
        }
        if (owned.stream().noneMatch(o -> covers(o, part))) {
          missing.add(part);
        }
      }
    }
    return together(missing);
  }

  private static List<PolicyRule> parts(PolicyRule rule) {
    List<PolicyRule> parts = new ArrayList<>();
    for (String verb : rule.verbs()) {
      List<String> verbs = List.of(verb);
      for (String url : rule.nonResourceUrls()) {
        parts.add(new PolicyRule(verbs, List.of(), List.of(), List.of(), List.of(url)));
      }
      for (String group : rule.apiGroups()) {
        for (String resource : rule.resources()) {
          List<List<String>> names =
              rule.resourceNames().isEmpty()
                  ? List.of(List.of())
                  : rule.resourceNames().stream().map(List::of).toList();
          for (List<String> name : names) {
            parts.add(new PolicyRule(verbs, List.of(group), List.of(resource), name, List.of()));
          }
        }
      }
      if (parts.size() > MOST_PARTS) {
        return parts;
      }
    }
    return parts;
  }

  private static boolean covers(PolicyRule owner, PolicyRule part) {
    return coversAll(owner.verbs(), part.verbs())
        && coversAll(owner.apiGroups(), part.apiGroups())
        && part.resources().stream().allMatch(r -> coversResource(owner, r))
        && (owner.resourceNames().isEmpty()
            || (!part.resourceNames().isEmpty()
                && owner.resourceNames().containsAll(part.resourceNames())))
        && part.nonResourceUrls().stream()
            .allMatch(
                u -> owner.nonResourceUrls().stream().anyMatch(o -> PolicyRule.coversPath(o, u)));
  }

  private static boolean coversAll(List<String> owned, List<String> wanted) {
    return owned.contains(PolicyRule.ANY) || owned.containsAll(wanted);
  }

  private static boolean coversResource(PolicyRule owner, String resource) {
    int slash = resource.indexOf('/');
    return owner.resources().contains(PolicyRule.ANY)
        || owner.resources().contains(resource)
        || (slash >= 0 && owner.resources().contains("*" + resource.substring(slash)));
  }

  private record Subject(
      List<String> groups, List<String> resources, List<String> names, List<String> urls) {}

  /** Rules that differ only in their verbs, as one. */
  private static List<PolicyRule> together(List<PolicyRule> parts) {
    Map<Subject, Set<String>> verbs = new LinkedHashMap<>();
    for (PolicyRule part : parts) {
      Subject subject =
          new Subject(
              part.apiGroups(), part.resources(), part.resourceNames(), part.nonResourceUrls());
      verbs.computeIfAbsent(subject, _ -> new LinkedHashSet<>()).addAll(part.verbs());
    }
    List<PolicyRule> rules = new ArrayList<>();
    verbs.forEach((s, v) ->
        rules.add(new PolicyRule(List.copyOf(v), s.groups(), s.resources(), s.names(), s.urls())));
    return rules;
  }
}
