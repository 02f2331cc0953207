package io.wherry.spi;

import java.util.Optional;

/** All open provider inventories. The composition root has one; controllers open and close. */
public interface Inventories {
  /**
   * Connects, replaces an inventory with other endpoint or credentials, and starts following.
   * Idempotent. Same exceptions as {@link SourceProvider#connect}.
   *
   * @param secretVersion changes when the credentials changed
   */
  SourceInventory open(
      SourceType type, Endpoint endpoint, Credentials credentials, String secretVersion);

  Optional<SourceInventory> of(String providerUid);

  /** The live connection; for tests of it, power control and shares. */
  Optional<SourceConnection> connection(String providerUid);

  /** Forgets a provider. Idempotent. */
  void close(String providerUid);

  /** Calls back (on any thread) with a provider uid whenever its inventory changed. */
  void onChange(java.util.function.Consumer<String> listener);
}
