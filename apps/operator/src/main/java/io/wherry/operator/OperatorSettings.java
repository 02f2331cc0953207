package io.wherry.operator;

import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerTask;
import io.wherry.vmimport.FlightLimits;
import io.wherry.vmimport.ImportSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * How an operator runs; {@link #of} reads it from the environment.
 *
 * @param namespace where the lease lives
 * @param identity unique among all operators of the cluster, also across restarts
 * @param hostProviderNamespace where the provider {@code host} is made; empty for nowhere
 * @param kubeconfig empty for the Pod's service account or the user's default
 */
public record OperatorSettings(
    String namespace,
    String identity,
    Optional<String> hostProviderNamespace,
    Optional<Path> kubeconfig,
    Listeners listeners,
    ImportSettings imports) {

  /**
   * What it listens on.
   *
   * @param operations TCP port of health and metrics, plain HTTP; 0 for any free one
   * @param inventory TCP port of the inventory, HTTPS; served only with a certificate
   */
  public record Listeners(int operations, int inventory, Optional<Certificate> certificate) {}

  /** PEM files: a chain, and its key as unencrypted PKCS #8. */
  public record Certificate(Path chain, Path key) {}

  /**
   * Reads {@code WHERRY_*} variables; see docs/install-cluster.md.
   *
   * @throws InvalidRequest a value cannot be used
   */
  public static OperatorSettings of(Map<String, String> environment) {
    Variables from = new Variables(environment);
    return new OperatorSettings(
        from.text("WHERRY_NAMESPACE", "wherry-system"),
        from.text("WHERRY_POD_NAME", "wherry-operator") + "_" + UUID.randomUUID(),
        from.optional("WHERRY_HOST_PROVIDER_NAMESPACE"),
        from.path("KUBECONFIG"),
        new Listeners(
            from.number("WHERRY_OPERATIONS_PORT", 8081),
            from.number("WHERRY_INVENTORY_PORT", 8443),
            certificate(from)),
        imports(from));
  }

  private static Optional<Certificate> certificate(Variables from) {
    Optional<Path> chain = from.path("WHERRY_TLS_CERTIFICATE");
    Optional<Path> key = from.path("WHERRY_TLS_KEY");
    if (chain.isPresent() != key.isPresent()) {
      throw new InvalidRequest(
          "Set both WHERRY_TLS_CERTIFICATE and WHERRY_TLS_KEY for the inventory, or none.");
    }
    return chain.flatMap(c -> key.map(k -> new Certificate(c, k)));
  }

  private static ImportSettings imports(Variables from) {
    ImportSettings base = ImportSettings.DEFAULTS;
    ImportSettings.Worker worker = base.worker();
    return new ImportSettings(
        new FlightLimits(
            from.number("WHERRY_MAX_VM_INFLIGHT", base.maxVmInFlight()),
            base.flightLimits().others()),
        base.diskOverhead(),
        new ImportSettings.Worker(
            from.text("WHERRY_WORKER_IMAGE", worker.image()),
            WorkerTask.Engine.auto,
            from.text("WHERRY_WORKER_SERVICE_ACCOUNT", worker.serviceAccount())),
        base.timings(),
        base.retention(),
        from.text("WHERRY_PVC_NAME_TEMPLATE", base.pvcNameTemplate()));
  }

  /** The environment; an empty value counts as unset. */
  private record Variables(Map<String, String> values) {
    String text(String name, String otherwise) {
      String value = values.getOrDefault(name, "").strip();
      return value.isEmpty() ? otherwise : value;
    }

    Optional<String> optional(String name) {
      String value = text(name, "");
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    Optional<Path> path(String name) {
      return optional(name).map(Path::of);
    }

    int number(String name, int otherwise) {
      String value = text(name, Integer.toString(otherwise));
      try {
        return Integer.parseInt(value);
      } catch (NumberFormatException e) {
        throw new InvalidRequest(name + " must be a number, but is '" + value + "'.", e);
      }
    }
  }
}
