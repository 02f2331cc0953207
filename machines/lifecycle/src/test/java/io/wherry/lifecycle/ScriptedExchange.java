package io.wherry.lifecycle;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.move.DiskExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Disks whose copies are ready and held at once, and keep QEMU's rules: nothing is committed that
 * is not held. What the guest uses is kept by disk.
 */
final class ScriptedExchange implements DiskExchange {
  /** File behind each disk, once it was exchanged. */
  final Map<String, String> images = new LinkedHashMap<>();

  private record Job(NewImage image, Phase phase, String error) {}

  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /** Error of all copies that begin; empty for none. */
  String failure = "";

  /** The process is gone. */
  boolean dead;

  private void needLife() {
    if (dead) {
      throw new PeerUnavailable("QEMU is gone.");
    }
  }

  private static String key(String tag, String disk) {
    return disk + "-" + tag;
  }

  @Override
  public void begin(String tag, NewImage image, long bytesPerSecond) {
    needLife();
    if (jobs.containsKey(key(tag, image.disk()))) {
      throw new InvalidRequest("Job exists");
    }
    Phase phase = failure.isEmpty() ? Phase.READY : Phase.ENDED;
    jobs.put(key(tag, image.disk()), new Job(image, phase, failure));
  }

  @Override
  public List<State> of(String tag) {
    needLife();
    List<State> states = new ArrayList<>();
    jobs.forEach((id, job) -> {
      if (id.endsWith("-" + tag)) {
        states.add(new State(job.image().disk(), job.phase(), 10, 10, job.error()));
      }
    });
    return states;
  }

  @Override
  public void limit(String tag, long bytesPerSecond) {
    needLife();
  }

  private void become(String tag, Phase from, Phase to, String error) {
    needLife();
    jobs.replaceAll((id, job) ->
        id.endsWith("-" + tag) && job.phase() == from ? new Job(job.image(), to, error) : job);
  }

  @Override
  public void hold(String tag) {
    become(tag, Phase.READY, Phase.HELD, "");
  }

  @Override
  public void commit(String tag) {
    needLife();
    jobs.forEach((id, job) -> {
      if (id.endsWith("-" + tag) && job.phase() == Phase.HELD) {
        images.put(job.image().disk(), job.image().file().toString());
      }
    });
    become(tag, Phase.HELD, Phase.ENDED, "");
  }

  @Override
  public void abandon(String tag) {
    become(tag, Phase.READY, Phase.ENDED, "cancelled");
    become(tag, Phase.HELD, Phase.ENDED, "cancelled");
  }

  @Override
  public void forget(String tag) {
    needLife();
    jobs.keySet().removeIf(id -> id.endsWith("-" + tag));
  }
}
