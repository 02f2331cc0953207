package io.wherry.vsphere.vim;

import io.wherry.problems.PeerUnavailable;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.VimFault;
import io.wherry.vsphere.soap.Xml;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the server is doing for us and others. */
public final class Tasks {
  private static final long LOOK_MILLIS = 250;

  /** Power changes end within seconds; whoever needs longer looks again later. */
  private static final int MOST_LOOKS = 240;

  private final Session session;

  public Tasks(Session session) {
    this.session = session;
  }

  /**
   * A task as it is now.
   *
   * @param operation for example {@code VirtualMachine.createSnapshot}, whatever stands before it
   * @param error empty unless it failed
   */
  public record Seen(
      MoRef task, String operation, State state, Optional<VimFault> error, Xml result) {
    /** Whether it still runs, or waits to. */
    public boolean isUnderway() {
      return state == State.UNDERWAY;
    }
  }

  /** How far a task is. */
  public enum State {
    UNDERWAY,
    DONE,
    FAILED
  }

  /**
   * Tasks of an object that run now or have run lately, newest first. Blocks.
   *
   * @throws io.wherry.problems.WherryException as {@link PropertyReader}
   */
  public List<Seen> recentOf(MoRef object) {
    PropertyReader reader = new PropertyReader(session);
    Xml recent = reader.read(object, "recentTask").getOrDefault("recentTask", Xml.NOTHING);
    List<MoRef> tasks = recent.children().stream().map(t -> t.ref()).toList();
    return reader.read(tasks, List.of("info")).entrySet().stream()
        .map(e -> seen(e.getKey(), e.getValue()))
        .sorted(Comparator.comparing((Seen s) -> number(s.task())).reversed())
        .toList();
  }

  /** Tasks are numbered as they come. */
  private static long number(MoRef task) {
    String digits = task.value().replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
  }

  /** A task now; empty when the server has forgotten it. */
  public Optional<Seen> look(MoRef task) {
    try {
      Map<String, Xml> values = new PropertyReader(session).read(task, "info");
      return values.isEmpty() ? Optional.empty() : Optional.of(seen(task, values));
    } catch (io.wherry.problems.InvalidRequest _) {
      return Optional.empty();
    }
  }

  private static Seen seen(MoRef task, Map<String, Xml> values) {
    Xml info = values.getOrDefault("info", Xml.NOTHING);
    State state =
        switch (info.text("state")) {
          case "success" -> State.DONE;
          case "error" -> State.FAILED;
          default -> State.UNDERWAY;
        };
    Optional<VimFault> error =
        state == State.FAILED
            ? Optional.of(VimFault.ofLocalized(info.at("error")))
            : Optional.empty();
    return new Seen(task, info.text("descriptionId"), state, error, info.at("result"));
  }

  /**
   * Waits up to a minute for a task. Blocks.
   *
   * @return its result
   * @throws VimFault it failed
   * @throws PeerUnavailable it takes longer; it goes on
   */
  public Xml await(MoRef task) throws VimFault {
    for (int look = 0; look < MOST_LOOKS; look++) {
      Optional<Seen> seen = look(task);
      if (seen.isEmpty()) {
        return Xml.NOTHING;
      }
      if (seen.get().error().isPresent()) {
        throw seen.get().error().get();
      }
      if (seen.get().state() == State.DONE) {
        return seen.get().result();
      }
      pause();
    }
    throw new PeerUnavailable("Task " + task.value() + " takes long; it goes on.");
  }

  private static void pause() {
    try {
      boolean _ = new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while a task ran.", e);
    }
  }
}
