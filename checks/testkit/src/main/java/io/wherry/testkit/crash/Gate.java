package io.wherry.testkit.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Every call to the outside goes through a gate, which counts, and kills at the chosen one. */
public final class Gate {
  /** When the program dies, seen from the call. */
  public enum Moment {
    /** The call never reached the other side. */
    BEFORE,
    /** The call took effect, but its answer was never seen. */
    AFTER
  }

  private final List<String> calls = new ArrayList<>();
  private final int fatal;
  private final Moment moment;
  private boolean dead;

  private Gate(int fatal, Moment moment) {
    this.fatal = fatal;
    this.moment = moment;
  }

  /** A gate that lets everything through. */
  public static Gate open() {
    return new Gate(0, Moment.BEFORE);
  }

  /** A gate that kills at the n-th call, counted from 1. */
  public static Gate killingAt(int n, Moment moment) {
    return new Gate(n, moment);
  }

  /** Makes the call, or dies. A dead program's later calls die as well. */
  public <T> T call(String name, Supplier<T> call) {
    boolean now = pass(name);
    if (now && moment == Moment.BEFORE) {
      throw die(name);
    }
    T answer = call.get();
    if (now) {
      throw die(name);
    }
    return answer;
  }

  /** As {@link #call} for calls without an answer. */
  public void run(String name, Runnable call) {
    Boolean _ =
        call(
            name,
            () -> {
              call.run();
              return true;
            });
  }

  /** Names of the calls so far. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  private synchronized boolean pass(String name) {
    if (dead) {
      throw new Death("dead already, at " + name);
    }
    calls.add(name);
    return calls.size() == fatal;
  }

  private synchronized Death die(String name) {
    dead = true;
    return new Death("killed " + moment + " call " + fatal + ": " + name);
  }
}
