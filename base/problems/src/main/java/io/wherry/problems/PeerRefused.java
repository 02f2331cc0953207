package io.wherry.problems;

/** Credentials, quota or a prohibition. The runtime holds; a person must act. */
public sealed class PeerRefused extends WherryException permits NoSpace {
  private static final long serialVersionUID = 1L;

  public PeerRefused(String message) {
    super(message, null);
  }

  public PeerRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
