package io.wherry.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges nodes for a pod by the rules of Kubernetes' scheduler that matter here: readiness, cordon,
 * taints, node selector and affinity, memory, reach of volumes, neighbours. Not thread-safe.
 *
 * @source Kubernetes documentation, "Assigning Pods to Nodes"
 */
public final class Placement {
  private static final String UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable";
  private static final double PREFERENCE = 1000;

  private final Cluster cluster;
  private final List<Resource> placed;
  private final Neighbours neighbours;
  private final Claims claims;
  private final Map<String, Long> used = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  public Placement(Cluster cluster) {
    this.cluster = cluster;
    this.placed = cluster.pods().stream().filter(Placement::occupies).toList();
    this.neighbours = new Neighbours(cluster.nodes(), placed);
    this.claims = new Claims(cluster);
    for (Resource pod : placed) {
      String node = pod.need("spec", "nodeName");
      used.merge(node, memoryBytes(pod), Long::sum);
      counts.merge(node, 1, Integer::sum);
    }
  }

  private static boolean occupies(Resource pod) {
    String phase = pod.text("status", "phase").orElse("Pending");
    return pod.text("spec", "nodeName").isPresent()
        && !Set.of("Succeeded", "Failed").contains(phase);
  }

  /** Every node with all its obstacles, ordered by name. */
  public List<Fit> judge(Resource pod) {
    return cluster.nodes().stream()
        .sorted(Comparator.comparing(Resource::name))
        .map(n -> new Fit(n.name(), obstacles(pod, n), score(pod, n)))
        .toList();
  }

  /** The node to take; of equal ones the first by name. */
  public Optional<String> best(Resource pod) {
    return judge(pod).stream()
        .filter(Fit::fits)
        .max(
            Comparator.comparingDouble(Fit::score)
                .thenComparing(Fit::node, Comparator.reverseOrder()))
        .map(Fit::node);
  }

  /** {@code 0/2 nodes are available: 1 node(s) were unschedulable, 1 Insufficient memory.} */
  public static String explain(List<Fit> fits) {
    Map<String, Long> reasons =
        fits.stream()
            .filter(f -> !f.fits())
            .map(f -> f.obstacles().getFirst().text())
            .collect(Collectors.groupingBy(t -> t, LinkedHashMap::new, Collectors.counting()));
    long fitting = fits.stream().filter(Fit::fits).count();
    String all =
        reasons.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
    String head = "%d/%d nodes are available".formatted(fitting, fits.size());
    return all.isEmpty() ? head + "." : head + ": " + all + ".";
  }

  private List<Obstacle> obstacles(Resource pod, Resource node) {
    List<Obstacle> found = new ArrayList<>();
    if (!isReady(node)) {
      found.add(new Obstacle(Obstacle.Kind.NOT_READY, "node(s) were not ready"));
    }
    if (node.at("spec", "unschedulable").asBoolean() && !toleratesCordon(pod)) {
      found.add(new Obstacle(Obstacle.Kind.CORDONED, "node(s) were unschedulable"));
    }
    if (!selected(pod, node)) {
      found.add(
          new Obstacle(
              Obstacle.Kind.SELECTOR, "node(s) didn't match Pod's node affinity/selector"));
    }
    Taints.untolerated(node, pod).ifPresent(t -> found.add(new Obstacle(Obstacle.Kind.TAINT, t)));
    if (memoryBytes(pod) > freeBytes(node)) {
      found.add(new Obstacle(Obstacle.Kind.MEMORY, "Insufficient memory"));
    }
    claims.obstacle(pod, node).ifPresent(c -> found.add(new Obstacle(Obstacle.Kind.VOLUME, c)));
    neighbours
        .obstacle(pod, node)
        .ifPresent(n -> found.add(new Obstacle(Obstacle.Kind.NEIGHBOURS, n)));
    return found;
  }

  private static boolean isReady(Resource node) {
    return node.items("status", "conditions").stream()
        .anyMatch(c ->
            c.path("type").asText().equals("Ready") && c.path("status").asText().equals("True"));
  }

  private static boolean toleratesCordon(Resource pod) {
    return pod.items("spec", "tolerations").stream()
        .anyMatch(t -> t.path("key").asText().equals(UNSCHEDULABLE_TAINT));
  }

  private static boolean selected(Resource pod, Resource node) {
    Map<String, String> labels = node.labels();
    boolean simple =
        pod.map("spec", "nodeSelector").entrySet().stream()
            .allMatch(e -> e.getValue().equals(labels.get(e.getKey())));
    JsonNode required =
        pod.at(
            "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    return simple && NodeTerms.match(required, node);
  }

  /** Preferences first, then the node with the larger free part of its memory, then fewer pods. */
  private double score(Resource pod, Resource node) {
    double preference = 0;
    for (JsonNode wish :
        pod.items(
            "spec",
            "affinity",
            "nodeAffinity",
            "preferredDuringSchedulingIgnoredDuringExecution")) {
      if (NodeTerms.holds(wish.path("preference"), node)) {
        preference += wish.path("weight").asInt();
      }
    }
    double all = Math.max(1, allocatable(node));
    double free = Math.max(0, freeBytes(node)) / all;
    return preference * PREFERENCE + free - counts.getOrDefault(node.name(), 0) / PREFERENCE;
  }

  private long freeBytes(Resource node) {
    return allocatable(node) - used.getOrDefault(node.name(), 0L);
  }

  private static long allocatable(Resource node) {
    return node.text("status", "allocatable", "memory").map(Quantities::bytes).orElse(0L);
  }

  /** What the containers of a pod ask for. */
  public static long memoryBytes(Resource pod) {
    long sum = 0;
    for (JsonNode container : pod.items("spec", "containers")) {
      JsonNode memory = container.at("/resources/requests/memory");
      sum += memory.isMissingNode() ? 0 : Quantities.bytes(memory.asText());
    }
    return sum;
  }
}
