package io.wherry.spi;

import io.wherry.problems.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything Wherry needs from one provider type. Stateless; one instance per type. */
public interface SourceProvider {
  SourceType type();

  /** Optional powers of this type. */
  java.util.Set<Capability> capabilities();

  /** Collections of the inventory that this type fills; routes and counters follow from it. */
  default List<String> collections() {
    return List.of("networks", "vms");
  }

  /** The collection whose rows storage maps refer to, and disks map by. */
  default String storageCollection() {
    return "storages";
  }

  /** What consoles and tools ask for to make a provider of this type; empty when nothing helps. */
  default Optional<ConnectionForm> form() {
    return Optional.empty();
  }

  /**
   * Static check of URL, settings and secret keys, without any connection. Codes are the condition
   * types of the contract (UrlNotValid, SecretNotValid, SettingsNotValid).
   */
  List<Problem> check(Endpoint endpoint, Credentials credentials);

  /**
   * Connects. May block.
   *
   * @throws io.wherry.problems.PeerRefused wrong credentials or no permission
   * @throws io.wherry.problems.PeerUnavailable cannot be reached now
   * @throws io.wherry.problems.InvalidRequest the endpoint cannot work
   */
  SourceConnection connect(Endpoint endpoint, Credentials credentials);

  /** The types of a program, each once. */
  static Map<SourceType, SourceProvider> byType(SourceProvider... all) {
    return Arrays.stream(all)
        .collect(Collectors.toUnmodifiableMap(SourceProvider::type, provider -> provider));
  }
}
