package io.wherry.testkit.crash;

import io.wherry.blocks.BlockReader;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.Power;
import io.wherry.spi.PowerState;
import io.wherry.spi.Share;
import io.wherry.spi.Snapshots;
import io.wherry.spi.SourceConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What controllers ask of a source, behind a gate; disks are read by workers, not through it. */
public record GatedSource(SourceConnection source, Gate gate) implements SourceConnection {
  @Override
  public void test() {
    gate.run("test", source::test);
  }

  @Override
  public void follow(InventoryListener listener) {
    gate.run("follow", () -> source.follow(listener));
  }

  @Override
  public List<Share> shares() {
    return source.shares();
  }

  @Override
  public BlockReader openDisk(String machineId, String diskId) {
    return gate.call("openDisk", () -> source.openDisk(machineId, diskId));
  }

  @Override
  public void release(String machineId, String mark) {
    gate.run("release", () -> source.release(machineId, mark));
  }

  @Override
  public Optional<Power> power() {
    return source.power().map(GatedPower::new);
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return source.snapshots().map(GatedSnapshots::new);
  }

  @Override
  public void close() {
    source.close();
  }

  private final class GatedPower implements Power {
    private final Power power;

    GatedPower(Power power) {
      this.power = power;
    }

    @Override
    public PowerState state(String machineId) {
      return gate.call("power", () -> power.state(machineId));
    }

    @Override
    public void shutDown(String machineId) {
      gate.run("shutDown", () -> power.shutDown(machineId));
    }

    @Override
    public void powerOff(String machineId) {
      gate.run("powerOff", () -> power.powerOff(machineId));
    }

    @Override
    public void powerOn(String machineId) {
      gate.run("powerOn", () -> power.powerOn(machineId));
    }
  }

  private final class GatedSnapshots implements Snapshots {
    private final Snapshots port;

    GatedSnapshots(Snapshots port) {
      this.port = port;
    }

    @Override
    public Sight find(String machineId, String mark) {
      return gate.call("find " + mark, () -> port.find(machineId, mark));
    }

    @Override
    public void create(String machineId, String mark, Consistency consistency) {
      gate.run("snapshot " + mark, () -> port.create(machineId, mark, consistency));
    }

    @Override
    public void create(
        String machineId, String mark, Consistency consistency, Map<String, String> since) {
      gate.run("snapshot " + mark, () -> port.create(machineId, mark, consistency, since));
    }

    @Override
    public boolean endWithTheirCopy() {
      return port.endWithTheirCopy();
    }

    @Override
    public void remove(String machineId, String mark) {
      gate.run("unsnapshot " + mark, () -> port.remove(machineId, mark));
    }

    @Override
    public Map<String, String> checkpoints(String machineId, String snapshotId) {
      return gate.call("checkpoints", () -> port.checkpoints(machineId, snapshotId));
    }

    @Override
    public List<String> marks(String machineId) {
      return gate.call("marks", () -> port.marks(machineId));
    }
  }
}
