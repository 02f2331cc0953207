package io.wherry.apiserver;

import io.wherry.problems.Defect;
import io.wherry.problems.WherryException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What works on the stored objects and files by itself while the server runs. */
final class Keepers implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T keeper) {
    open.push(keeper);
    return keeper;
  }

  /** Stops them, the last one first. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (WherryException e) {
        throw e;
      } catch (Exception e) {
        throw new Defect("A part of the API server did not stop.", e);
      }
    }
  }
}
