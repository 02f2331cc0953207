package io.wherry.vmimport.steps;

import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Inventories;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceType;
import io.wherry.testkit.source.PlayedSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Inventories with one connection, which the test may cut. */
public final class OneSource implements Inventories {
  public boolean connected = true;
  private SourceConnection source = new PlayedSource();

  public OneSource holding(SourceConnection connection) {
    source = connection;
    return this;
  }

  @Override
  public SourceInventory open(
      SourceType type, Endpoint endpoint, Credentials credentials, String secretVersion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<SourceInventory> of(String providerUid) {
    return Optional.empty();
  }

  @Override
  public Optional<SourceConnection> connection(String providerUid) {
    return connected ? Optional.of(source) : Optional.empty();
  }

  @Override
  public void close(String providerUid) {}

  @Override
  public void onChange(Consumer<String> listener) {}
}
