package io.wherry.apiserver.store;

/** The revision asked for is older than what is kept in memory; the reader has to list again. */
public final class RevisionGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long oldest;

  RevisionGone(long asked, long oldest) {
    super("too old resource version: " + asked + " (" + oldest + ")", null, false, false);
    this.oldest = oldest;
  }

  /** The oldest revision that would have worked. */
  public long oldest() {
    return oldest;
  }
}
