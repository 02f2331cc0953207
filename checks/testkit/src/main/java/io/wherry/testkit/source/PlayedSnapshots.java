package io.wherry.testkit.source;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Snapshots.Consistency;
import io.wherry.spi.Snapshots.Sight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The snapshots of one machine. A double one fails the test. */
final class PlayedSnapshots {
  private enum Stage {
    MAKING,
    READY,
    REMOVING,
    FAILED
  }

  private static final class Shot {
    private final String id;
    private final Map<String, String> positions = new TreeMap<>();
    private Stage stage = Stage.MAKING;

    Shot(String id) {
      this.id = id;
    }
  }

  private final PlayedMachine machine;
  private final Map<String, Shot> shots = new LinkedHashMap<>();
  private int made;
  private int most;
  private int refusesQuiesced;
  private boolean removalFails;

  PlayedSnapshots(PlayedMachine machine) {
    this.machine = machine;
  }

  void failQuiesced(int count) {
    refusesQuiesced = count;
  }

  void failRemoval() {
    removalFails = true;
  }

  List<String> marks() {
    return List.copyOf(shots.keySet());
  }

  int most() {
    return most;
  }

  void play() {
    for (Shot shot : shots.values()) {
      if (shot.stage == Stage.MAKING) {
        machine.diskIds().forEach(d -> shot.positions.put(d, machine.freeze(d)));
        shot.stage = Stage.READY;
      }
    }
    shots.values().removeIf(s -> s.stage == Stage.REMOVING);
  }

  Sight find(String mark) {
    Shot shot = shots.get(mark);
    if (shot == null) {
      return new Sight.None();
    }
    return switch (shot.stage) {
      case MAKING -> new Sight.Making();
      case READY -> new Sight.Ready(shot.id);
      case REMOVING -> new Sight.Removing();
      case FAILED -> new Sight.Failed("The guest's agent does not answer.");
    };
  }

  void create(String mark, Consistency consistency) {
    if (shots.containsKey(mark)) {
      throw new AssertionError("Snapshot " + mark + " is made twice.");
    }
    if (shots.values().stream()
        .anyMatch(s -> s.stage == Stage.MAKING || s.stage == Stage.REMOVING)) {
      throw new PeerUnavailable("Another task of the machine is under way.");
    }
    Shot shot = new Shot("snapshot-" + ++made);
    shots.put(mark, shot);
    most = Math.max(most, shots.size());
    if (consistency == Consistency.QUIESCED && refusesQuiesced > 0) {
      refusesQuiesced--;
      shot.stage = Stage.FAILED;
    }
  }

  void remove(String mark) {
    Shot shot = shots.get(mark);
    if (shot == null || shot.stage == Stage.REMOVING) {
      return;
    }
    if (shot.stage == Stage.MAKING) {
      throw new PeerUnavailable("The snapshot is still being made.");
    }
    if (shot.stage == Stage.FAILED && !removalFails) {
      shots.remove(mark);
    } else {
      shot.stage = removalFails ? Stage.FAILED : Stage.REMOVING;
    }
  }

  /** Positions in the change tracking by disk. */
  Map<String, String> positions(String snapshotId) {
    return shots.values().stream()
        .filter(s -> s.id.equals(snapshotId) && s.stage == Stage.READY)
        .map(s -> Map.copyOf(s.positions))
        .findFirst()
        .orElseThrow(() -> new InvalidRequest("There is no snapshot " + snapshotId + "."));
  }
}
