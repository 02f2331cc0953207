package io.wherry.vmimport.schedule;

/**
 * Something that many machines share and that takes only so much at a time.
 *
 * @param scope tells lanes of the same name apart, for example the provider of a host; may be empty
 * @param name as users know it; empty for {@link Kind#TOTAL}
 */
public record Lane(Kind kind, String scope, String name) {
  /** Kinds, in the order in which they are named as the reason to wait. */
  public enum Kind {
    /** A host of the source; upstream's limit. */
    HOST("host", "transfers"),
    /** A provider without hosts; upstream's limit. */
    PROVIDER("provider", "machines"),
    /** A provider with hosts; has no limit unless one is set. */
    ESTATE("provider", "machines"),
    DATASTORE("datastore", "transfers"),
    LINK("network", "transfers"),
    STORAGE_CLASS("storageclass", "transfers"),
    PLAN("plan", "machines"),
    TOTAL("total", "transfers");

    private final String word;
    private final String unit;

    Kind(String word, String unit) {
      this.word = word;
      this.unit = unit;
    }

    /** As limits name it. */
    public String word() {
      return word;
    }

    /** What is counted. */
    public String unit() {
      return unit;
    }
  }

  /** {@code host esx-3}. */
  public String shown() {
    return kind == Kind.TOTAL ? "the limit of all plans" : kind.word() + " " + name;
  }
}
