package io.wherry.apiserver.store;

/** The revision asked for is older than what is kept in memory; the reader has to list again. */
public final class RevisionGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long oldest;

  RevisionGone(long asked, long oldest) {
    super("too old resource version: " + asked + " (" + oldest + ")", null, false, false);
    this.oldest = oldest;
  }

  /** A revision that was never given: the reader comes from another life of the store. */
  public static RevisionGone ahead(long asked, long newest) {
    return new RevisionGone(asked, newest);
  }

  /** The oldest revision that would have worked. */
  public long oldest() {
    return oldest;
  }
}
