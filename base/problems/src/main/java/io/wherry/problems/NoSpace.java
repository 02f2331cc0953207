package io.wherry.problems;

/** A target is full. Whoever writes may wait for room and write the same again. */
public final class NoSpace extends PeerRefused {
  private static final long serialVersionUID = 1L;

  public NoSpace(String message, Throwable cause) {
    super(message, cause);
  }

  public NoSpace(String message) {
    super(message);
  }
}
