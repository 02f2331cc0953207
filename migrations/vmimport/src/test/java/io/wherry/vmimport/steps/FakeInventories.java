package io.wherry.vmimport.steps;

import io.wherry.blocks.BlockReader;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.Inventories;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.Power;
import io.wherry.spi.PowerState;
import io.wherry.spi.Share;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceInventory;
import io.wherry.spi.SourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A source whose machine's power the test plays. */
public final class FakeInventories implements Inventories, SourceConnection, Power {
  public final List<String> powerCalls = new ArrayList<>();
  public PowerState state = PowerState.On;
  public boolean obeysShutDown = true;
  public boolean connected = true;

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
    return connected ? Optional.of(this) : Optional.empty();
  }

  @Override
  public void close(String providerUid) {}

  @Override
  public void onChange(Consumer<String> listener) {}

  @Override
  public void test() {}

  @Override
  public void follow(InventoryListener listener) {}

  @Override
  public List<Share> shares() {
    return List.of(new Share("localhost", "/srv/ova", "/ova"));
  }

  @Override
  public BlockReader openDisk(String machineId, String diskId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Power> power() {
    return Optional.of(this);
  }

  @Override
  public PowerState state(String machineId) {
    return state;
  }

  @Override
  public void shutDown(String machineId) {
    powerCalls.add("shutDown");
    if (obeysShutDown) {
      state = PowerState.Off;
    }
  }

  @Override
  public void powerOff(String machineId) {
    powerCalls.add("powerOff");
    state = PowerState.Off;
  }

  @Override
  public void powerOn(String machineId) {
    powerCalls.add("powerOn");
    state = PowerState.On;
  }

  @Override
  public void close() {}
}
