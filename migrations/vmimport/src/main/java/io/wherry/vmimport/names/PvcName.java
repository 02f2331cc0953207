package io.wherry.vmimport.names;

/**
 * The name of one PVC, as far as it is known before a run.
 *
 * @param stem what the template gave: a DNS-1123 label
 */
public record PvcName(String stem, Form form) {
  private static final int SUFFIX = 8;

  /** Whether the template's output is the whole name. */
  public enum Form {
    EXACT,
    /** Upstream's generateName: the name begins with the stem and gets a suffix. */
    PREFIX
  }

  /**
   * The full name. A suffix depends on the identity only, so that a run that is repeated finds its
   * PVC again; at most 63 characters.
   *
   * @param identity of the disk in the run, for example migration uid, VM id and disk id
   */
  public String full(String identity) {
    return form == Form.EXACT
        ? stem
        : DnsNames.cut(stem, DnsNames.LABEL - SUFFIX - 1) + "-" + DnsNames.digest(identity, SUFFIX);
  }
}
