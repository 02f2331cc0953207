package io.wherry.apiserver.health;

import io.wherry.apiserver.ApiFailure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The probes {@code /healthz}, {@code /livez} and {@code /readyz}, as a whole or one check of them
 * ({@code /readyz/store}), with {@code ?verbose} and {@code ?exclude=}.
 *
 * @source Kubernetes documentation, "Kubernetes API health endpoints"
 */
public final class Probes {
  private static final Logger LOG = LoggerFactory.getLogger(Probes.class);

  /** One thing that is looked at. Quick; never blocks. */
  public record Check(String name, BooleanSupplier passes) {}

  /** The answer: a status code and its text. */
  public record Answer(int code, String text) {}

  private final Map<String, List<Check>> probes;

  /** The checks of a living process, and those that it must also pass to be sent requests. */
  public Probes(List<Check> alive, List<Check> ready) {
    List<Check> all = new ArrayList<>(alive);
    all.addAll(ready);
    this.probes = Map.of("healthz", alive, "livez", alive, "readyz", List.copyOf(all));
  }

  /** True for the paths of probes. */
  public static boolean serves(String path) {
    return path.matches("/(healthz|livez|readyz)(/.*)?");
  }

  /**
   * Looks at everything that the path asks for.
   *
   * @throws ApiFailure 404 for a check that there is not
   */
  public Answer answer(String path, Map<String, List<String>> query) {
    String[] parts = path.substring(1).split("/", 2);
    List<Check> checks = probes.getOrDefault(parts[0], List.of());
    return parts.length == 1 || parts[1].isEmpty()
        ? whole(parts[0], checks, query)
        : one(checks, parts[1]);
  }

  private static Answer one(List<Check> checks, String name) {
    Optional<Check> check = checks.stream().filter(c -> c.name().equals(name)).findFirst();
    return check.orElseThrow(ApiFailure::noSuchPath).passes().getAsBoolean()
        ? new Answer(200, "ok")
        : new Answer(500, "internal server error: " + name + " failed\n");
  }

  private static Answer whole(String probe, List<Check> checks, Map<String, List<String>> query) {
    Set<String> excluded = new LinkedHashSet<>(query.getOrDefault("exclude", List.of()));
    StringBuilder told = new StringBuilder();
    List<String> failed = new ArrayList<>();
    for (Check check : checks) {
      if (excluded.remove(check.name())) {
        told.append("[+]").append(check.name()).append(" excluded: ok\n");
      } else if (check.passes().getAsBoolean()) {
        told.append("[+]").append(check.name()).append(" ok\n");
      } else {
        failed.add(check.name());
        told.append("[-]").append(check.name()).append(" failed: reason withheld\n");
      }
    }
    if (!excluded.isEmpty()) {
      String names = excluded.stream().map(n -> '"' + n + '"').collect(Collectors.joining(","));
      told.append("warn: some health checks cannot be excluded: no matches for ")
          .append(names)
          .append('\n');
    }
    if (!failed.isEmpty()) {
      LOG.warn("{} does not pass: {} failed", probe, failed);
      return new Answer(500, told + probe + " check failed\n");
    }
    return new Answer(200, query.containsKey("verbose") ? told + probe + " check passed\n" : "ok");
  }
}
