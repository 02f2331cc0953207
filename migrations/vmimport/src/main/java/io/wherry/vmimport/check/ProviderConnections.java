package io.wherry.vmimport.check;

import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Resource;
import io.wherry.spi.Credentials;
import io.wherry.spi.Inventories;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceInventory;
import io.wherry.vmimport.ImportSettings;
import io.wherry.vmimport.model.ProviderView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Opens and tests connections of providers, not more often than needed. */
final class ProviderConnections {
  private final Inventories inventories;
  private final Supplier<ImportSettings> settings;
  private final Clock clock;
  private final Map<String, Test> lastGood = new ConcurrentHashMap<>();

  private record Test(Instant when, long generation, String secretVersion) {}

  /** What is needed to connect. */
  record Access(ProviderView provider, Credentials credentials, String secretVersion) {}

  /** How far the connection is. */
  enum State {
    /** Wrong credentials: nobody tries again before somebody changes something. */
    REFUSED,
    FAILED,
    LOADING,
    LOADED
  }

  record Outcome(State state, List<Condition> found) {}

  ProviderConnections(Inventories inventories, Supplier<ImportSettings> settings, Clock clock) {
    this.inventories = inventories;
    this.settings = settings;
    this.clock = clock;
  }

  void forget(String uid) {
    lastGood.remove(uid);
  }

  /** Connects if needed, tests if the last test is old, and looks how far the inventory is. */
  Outcome check(Access access) {
    if (wasRefused(access)) {
      return new Outcome(State.REFUSED, List.of(asBefore(access)));
    }
    try {
      Outcome outcome = inventory(open(access));
      privileges(access).ifPresent(outcome.found()::add);
      return outcome;
    } catch (PeerRefused e) {
      return failed(access, State.REFUSED, refused(e));
    } catch (PeerUnavailable | InvalidRequest e) {
      return failed(access, State.FAILED, unreachable(e));
    }
  }

  private Optional<Condition> privileges(Access access) {
    List<String> missing =
        inventories
            .connection(access.provider().resource().uid())
            .map(SourceConnection::missingPrivileges)
            .orElse(List.of());
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Said.about(
                Said.warn(
                    "InsufficientPrivileges",
                    "MissingPrivileges",
                    "The account lacks privileges that migrations need.",
                    "Grant at the root: " + String.join(", ", missing) + "."),
                missing));
  }

  private SourceInventory open(Access access) {
    ProviderView provider = access.provider();
    String uid = provider.resource().uid();
    SourceInventory inventory =
        inventories.open(
            provider.type().orElseThrow(),
            provider.endpoint(),
            access.credentials(),
            access.secretVersion());
    Test last = lastGood.get(uid);
    if (last == null || !stillGood(last, access)) {
      inventories.connection(uid).ifPresent(SourceConnection::test);
      lastGood.put(
          uid, new Test(clock.instant(), provider.resource().generation(), access.secretVersion()));
    }
    return inventory;
  }

  private boolean stillGood(Test last, Access access) {
    return last.generation() == access.provider().resource().generation()
        && last.secretVersion().equals(access.secretVersion())
        && last.when().plus(settings.get().timings().connectionTest()).isAfter(clock.instant());
  }

  private static Outcome inventory(SourceInventory inventory) {
    List<Condition> found = new ArrayList<>();
    found.add(Said.required("ConnectionTestSucceeded", "Tested", "The connection test succeeded."));
    boolean loaded = inventory.hasParity();
    found.add(
        loaded
            ? Said.required("InventoryCreated", "Completed", "The inventory has been loaded.")
            : Said.advisory("LoadInventory", "The inventory is being loaded."));
    if (!inventory.error().isEmpty()) {
      found.add(
          Said.warn(
              "InventoryError",
              "Error",
              "The source cannot be read completely: " + inventory.error(),
              "What was read before stays in use; it is tried again."));
    }
    if (!inventory.rulesProblem().isEmpty()) {
      found.add(
          Said.warn(
              "ValidationRulesInvalid",
              "RulesRejected",
              "Rules of the ConfigMap are not in force: " + inventory.rulesProblem(),
              "Correct them; machines are judged by the rules that were valid before."));
    }
    return new Outcome(loaded ? State.LOADED : State.LOADING, found);
  }

  private Outcome failed(Access access, State state, Condition finding) {
    forget(access.provider().resource().uid());
    return new Outcome(state, List.of(finding));
  }

  /** Status remembers, so that a restart of Wherry does not lock an account either. */
  private static boolean wasRefused(Access access) {
    Resource provider = access.provider().resource();
    return Conditions.has(provider.at("status", "conditions"), "ConnectionAuthFailed")
        && provider.at("status", "observedGeneration").asLong() == provider.generation()
        && provider.at("status", "secretResourceVersion").asText().equals(access.secretVersion());
  }

  private static Condition asBefore(Access access) {
    for (var c : access.provider().resource().at("status", "conditions")) {
      if (c.path("type").asText().equals("ConnectionAuthFailed")) {
        return authFailed(c.path("message").asText());
      }
    }
    return authFailed("The provider refused the connection.");
  }

  private static Condition refused(PeerRefused e) {
    return authFailed("The provider refused the connection: " + e.getMessage());
  }

  private static Condition authFailed(String message) {
    return Said.critical(
        "ConnectionAuthFailed",
        "AuthFailed",
        message,
        "Correct the Secret or the Provider; until then no further attempt is made, so that the"
            + " account is not locked.");
  }

  private static Condition unreachable(RuntimeException e) {
    return Said.critical(
        "ConnectionTestFailed",
        "Tested",
        "The connection test failed: " + e.getMessage(),
        "Check url, Secret and network; it is tried again.");
  }
}
