package io.wherry.problems;

/** A timeout or a lost connection. The runtime retries with back-off and shows a warning. */
public final class PeerUnavailable extends WherryException {
  private static final long serialVersionUID = 1L;

  public PeerUnavailable(String message) {
    super(message, null);
  }

  public PeerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
