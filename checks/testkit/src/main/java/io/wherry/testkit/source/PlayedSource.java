package io.wherry.testkit.source;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.DiskChanges;
import io.wherry.spi.DiskRequest;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.Power;
import io.wherry.spi.PowerState;
import io.wherry.spi.Share;
import io.wherry.spi.Snapshots;
import io.wherry.spi.SourceConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Machines behind a source connection. Everything takes its time: snapshots are made and removed,
 * and power changes, only when {@link #play()} is called. Stricter than life: a double snapshot, or
 * a disk read while its machine writes, fails the test.
 */
public final class PlayedSource implements SourceConnection, Snapshots, Power {
  private static final Map<String, Integer> DISKS =
      Map.of("disk1.vmdk", 512 * 1024, "disk2.vmdk", 96 * 1024 + 1);

  private final Map<String, PlayedMachine> machines = new TreeMap<>();
  private final Map<String, PlayedSnapshots> snapshots = new TreeMap<>();
  private final TreeSet<String> tickets = new TreeSet<>();
  private final List<String> deeds = new ArrayList<>();
  private boolean holdsUp;

  /** A machine; made with two small disks, and on, when nobody has spoken of it before. */
  public synchronized PlayedMachine machine(String id) {
    return machines.computeIfAbsent(id, i -> new PlayedMachine(i, DISKS));
  }

  /** So many quiesced snapshots of a machine fail. */
  public void failQuiesced(String machine, int count) {
    of(machine).failQuiesced(count);
  }

  /** No snapshot of a machine can be removed any more. */
  public void failRemoval(String machine) {
    of(machine).failRemoval();
  }

  /** From now on no machine is switched off while it has a snapshot, as with oVirt's backups. */
  public synchronized void holdUpMachinesBySnapshots() {
    holdsUp = true;
  }

  /** What the source was asked to do, in order. */
  public synchronized List<String> deeds() {
    return List.copyOf(deeds);
  }

  /** Marks of tickets that were never released. */
  public synchronized List<String> ticketsLeft() {
    return List.copyOf(tickets);
  }

  /** The most snapshots a machine ever had at a time. */
  public int mostSnapshots(String machine) {
    return of(machine).most();
  }

  /** Lets everything under way finish. */
  public synchronized void play() {
    snapshots.values().forEach(PlayedSnapshots::play);
    machines.values().forEach(PlayedMachine::play);
  }

  @Override
  public synchronized Sight find(String machineId, String mark) {
    return of(machineId).find(mark);
  }

  @Override
  public synchronized void create(String machineId, String mark, Consistency consistency) {
    of(machineId).create(mark, consistency);
    deeds.add("create " + consistency);
  }

  @Override
  public synchronized void remove(String machineId, String mark) {
    of(machineId).remove(mark);
    deeds.add("remove");
  }

  @Override
  public synchronized boolean endWithTheirCopy() {
    return holdsUp;
  }

  @Override
  public synchronized Map<String, String> checkpoints(String machineId, String snapshotId) {
    return of(machineId).positions(snapshotId);
  }

  @Override
  public synchronized List<String> marks(String machineId) {
    return of(machineId).marks();
  }

  @Override
  public synchronized DiskChanges changes(DiskRequest request, String checkpoint) {
    PlayedMachine machine = machine(request.machineId());
    String now = position(request);
    if (!machine.isTracked(checkpoint) || now.isEmpty()) {
      return new DiskChanges.Unknown("change tracking was reset");
    }
    byte[] before = machine.frozen(request.diskId(), checkpoint);
    byte[] after = machine.frozen(request.diskId(), now);
    return new DiskChanges.Known(
        PlayedMachine.difference(before, after).stream()
            .map(granule -> extent(granule, after.length))
            .toList());
  }

  private String position(DiskRequest request) {
    return of(request.machineId())
        .positions(request.snapshotId())
        .getOrDefault(request.diskId(), "");
  }

  private static Extent extent(int granule, int size) {
    long offset = (long) granule * PlayedMachine.GRANULE;
    return new Extent(offset, Math.min(PlayedMachine.GRANULE, size - offset), ExtentKind.DATA);
  }

  @Override
  public synchronized BlockReader openDisk(DiskRequest request) {
    tickets.add(request.mark());
    return new MemoryReader(bytes(request));
  }

  private byte[] bytes(DiskRequest request) {
    PlayedMachine machine = machine(request.machineId());
    if (!request.snapshotId().isEmpty()) {
      return machine.frozen(request.diskId(), position(request));
    }
    if (machine.power() != PowerState.Off) {
      throw new AssertionError("A disk is read while its machine writes.");
    }
    return machine.content(request.diskId());
  }

  @Override
  public BlockReader openDisk(String machineId, String diskId) {
    return openDisk(DiskRequest.ofMachineThatIsOff(machineId, diskId, ""));
  }

  @Override
  public synchronized void release(String machineId, String mark) {
    tickets.remove(mark);
  }

  private synchronized PlayedSnapshots of(String machineId) {
    if (machineId.isEmpty()) {
      throw new InvalidRequest("No machine is named.");
    }
    return snapshots.computeIfAbsent(machineId, id -> new PlayedSnapshots(machine(id)));
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(this);
  }

  @Override
  public Optional<Power> power() {
    return Optional.of(this);
  }

  @Override
  public synchronized PowerState state(String machineId) {
    return machine(machineId).power();
  }

  @Override
  public synchronized void shutDown(String machineId) {
    requireFree(machineId);
    deeds.add("shutDown");
    machine(machineId).shutDown();
  }

  @Override
  public synchronized void powerOff(String machineId) {
    requireFree(machineId);
    deeds.add("powerOff");
    machine(machineId).powerOff();
  }

  @Override
  public synchronized void powerOn(String machineId) {
    deeds.add("powerOn");
    machine(machineId).powerOn();
  }

  private void requireFree(String machineId) {
    if (holdsUp && !of(machineId).marks().isEmpty()) {
      throw new PeerUnavailable("The machine is during a backup.");
    }
  }

  @Override
  public void test() {}

  @Override
  public void follow(InventoryListener listener) {
    listener.parity();
  }

  @Override
  public List<Share> shares() {
    return List.of(new Share("localhost", "/srv/ova", "/ova"));
  }

  @Override
  public void close() {}
}
