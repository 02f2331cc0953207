package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import java.io.IOException;
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
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  /** One thing that is looked at. Quick; never blocks. */
  record Check(String name, BooleanSupplier passes) {}

  private final Map<String, List<Check>> probes;

  /** The checks of a living process, and those that it must also pass to be sent requests. */
  Health(List<Check> alive, List<Check> ready) {
    List<Check> all = new ArrayList<>(alive);
    all.addAll(ready);
    this.probes = Map.of("healthz", alive, "livez", alive, "readyz", List.copyOf(all));
  }

  static boolean serves(String path) {
    return path.matches("/(healthz|livez|readyz)(/.*)?");
  }

  void handle(Exchange exchange) throws IOException {
    String[] parts = exchange.path().substring(1).split("/", 2);
    List<Check> checks = probes.getOrDefault(parts[0], List.of());
    exchange.addHeader("X-Content-Type-Options", "nosniff");
    exchange.addHeader("Cache-Control", "no-cache, private");
    if (parts.length == 1 || parts[1].isEmpty()) {
      whole(exchange, parts[0], checks);
    } else {
      one(exchange, checks, parts[1]);
    }
  }

  private static void one(Exchange exchange, List<Check> checks, String name) throws IOException {
    Optional<Check> check = checks.stream().filter(c -> c.name().equals(name)).findFirst();
    boolean passes = check.orElseThrow(ApiFailure::noSuchPath).passes().getAsBoolean();
    Replies.text(
        exchange,
        passes ? 200 : 500,
        passes ? "ok" : "internal server error: " + name + " failed\n");
  }

  private static void whole(Exchange exchange, String probe, List<Check> checks)
      throws IOException {
    Set<String> excluded = new LinkedHashSet<>(exchange.query().getOrDefault("exclude", List.of()));
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
      Replies.text(exchange, 500, told + probe + " check failed\n");
    } else if (exchange.query().containsKey("verbose")) {
      Replies.text(exchange, 200, told + probe + " check passed\n");
    } else {
      Replies.text(exchange, 200, "ok");
    }
  }
}
