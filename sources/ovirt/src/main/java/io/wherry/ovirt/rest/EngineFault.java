package io.wherry.ovirt.rest;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;

/** The engine would not do what it was asked. */
public final class EngineFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String detail;

  /**
   * @param detail in the engine's words
   */
  EngineFault(int status, String detail) {
    super("status " + status + ": " + detail);
    this.status = status;
    this.detail = detail;
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }

  /** The object is not there (any more). */
  public boolean isMissing() {
    return status == 404;
  }

  /** The object is busy with something else: the same request works later. */
  public boolean isBusy() {
    String text = detail.toLowerCase(java.util.Locale.ROOT);
    return text.contains("lock")
        || text.contains("being ")
        || text.contains("during ")
        || text.contains("in use");
  }

  /**
   * By remedy.
   *
   * @param what the beginning of the message: what failed, on which object
   */
  public WherryException translate(String what) {
    String said = what + ": " + detail;
    if (isMissing()) {
      return new InvalidRequest(
          said + " (404: it is not there, or the account may not see it).", this);
    }
    if (status == 401 || status == 403) {
      return new PeerRefused(said + ". Give the account the right to do it.", this);
    }
    if (status >= 500 || status == 429 || isBusy()) {
      return new PeerUnavailable(said + ".", this);
    }
    return new PeerRefused(said + ".", this);
  }
}
