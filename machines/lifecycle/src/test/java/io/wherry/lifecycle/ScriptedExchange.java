package io.wherry.lifecycle;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.testkit.crash.Gate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Disks of a guest that writes all the time, with QEMU's habits: writes reach both images once a
 * copy is ready, wait while it is held, and reach the new one alone once it is committed.
 */
final class ScriptedExchange implements DiskExchange {
  /** File that each disk uses. */
  final Map<String, Path> images = new LinkedHashMap<>();

  /** Number of the last write in each file. */
  final Map<Path, Integer> contents = new LinkedHashMap<>();

  /** Number of the last write of each disk that the guest was told is done. */
  final Map<String, Integer> acknowledged = new LinkedHashMap<>();

  private record Job(NewImage image, Phase phase, String error) {}

  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /** Error of all copies that begin; empty for none. */
  String failure = "";

  /** Disk that QEMU cannot exchange in the end; empty for none. */
  String stubborn = "";

  /** The process is gone. */
  boolean dead;

  Gate gate = Gate.open();

  /** The call at which the process dies, counted from 1; 0 for none. */
  int fatal;

  Gate.Moment moment = Gate.Moment.BEFORE;
  private int calls;

  int calls() {
    return calls;
  }

  /** Every disk is written to, unless its requests wait. */
  void guestWrites() {
    if (!dead) {
      images.forEach(this::write);
    }
  }

  private void write(String disk, Path image) {
    int next = acknowledged.getOrDefault(disk, 0) + 1;
    for (Job job : jobs.values()) {
      boolean mine = job.image().disk().equals(disk);
      if (mine && job.phase() == Phase.HELD) {
        return;
      }
      if (mine && job.phase() == Phase.READY) {
        contents.put(job.image().file(), next);
      }
    }
    contents.put(image, next);
    acknowledged.put(disk, next);
  }

  private void call(String name, Runnable effect) {
    gate.run(
        "qemu " + name,
        () -> {
          guestWrites();
          calls++;
          dead |= calls == fatal && moment == Gate.Moment.BEFORE;
          if (!dead) {
            effect.run();
            guestWrites();
          }
          dead |= calls == fatal;
          if (dead) {
            throw new PeerUnavailable("QEMU is gone.");
          }
        });
  }

  private static boolean isOf(String id, String tag) {
    return id.endsWith("-" + tag);
  }

  @Override
  public void begin(String tag, NewImage image, long bytesPerSecond) {
    call(
        "begin",
        () -> {
          String id = image.disk() + "-" + tag;
          if (jobs.containsKey(id)) {
            throw new InvalidRequest("Job exists");
          }
          contents.put(image.file(), acknowledged.getOrDefault(image.disk(), 0));
          jobs.put(id, new Job(image, failure.isEmpty() ? Phase.READY : Phase.ENDED, failure));
        });
  }

  @Override
  public List<State> of(String tag) {
    List<State> states = new ArrayList<>();
    call(
        "of",
        () ->
            jobs.forEach((id, job) -> {
              if (isOf(id, tag)) {
                states.add(new State(job.image().disk(), job.phase(), 10, 10, job.error()));
              }
            }));
    return states;
  }

  @Override
  public void limit(String tag, long bytesPerSecond) {
    call("limit", () -> {});
  }

  private void become(String tag, Phase from, Phase to, String error) {
    jobs.replaceAll(
        (id, job) -> isOf(id, tag) && job.phase() == from ? new Job(job.image(), to, error) : job);
  }

  @Override
  public void hold(String tag) {
    call("hold", () -> become(tag, Phase.READY, Phase.HELD, ""));
  }

  @Override
  public void commit(String tag) {
    call(
        "commit",
        () ->
            jobs.replaceAll((id, job) -> {
              if (!isOf(id, tag) || job.phase() != Phase.HELD) {
                return job;
              }
              boolean refused = job.image().disk().equals(stubborn);
              if (!refused) {
                images.put(job.image().disk(), job.image().file());
              }
              return new Job(job.image(), Phase.ENDED, refused ? "no permission" : "");
            }));
  }

  @Override
  public void abandon(String tag) {
    call(
        "abandon",
        () -> {
          become(tag, Phase.READY, Phase.ENDED, "cancelled");
          become(tag, Phase.HELD, Phase.ENDED, "cancelled");
        });
  }

  @Override
  public void forget(String tag) {
    call("forget", () -> jobs.keySet().removeIf(id -> isOf(id, tag)));
  }
}
