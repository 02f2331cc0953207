package io.wherry.apiserver.patch;

/** A patch that cannot be applied; carries the HTTP status Kubernetes answers with. */
public final class PatchRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int httpStatus;

  private PatchRefused(int httpStatus, String message) {
    super(message);
    this.httpStatus = httpStatus;
  }

  /** 400: the patch document itself is broken. */
  static PatchRefused malformed(String message) {
    return new PatchRefused(400, message);
  }

  /** 413: more work than one patch may ask for. */
  static PatchRefused tooLarge(String message) {
    return new PatchRefused(413, message);
  }

  /** 422: the patch is well formed but does not fit the object. */
  static PatchRefused cannotBeDone(String message) {
    return new PatchRefused(
        422, "the server rejected our request due to an error in our request: " + message);
  }

  /** 400, 413 or 422. */
  public int httpStatus() {
    return httpStatus;
  }
}
