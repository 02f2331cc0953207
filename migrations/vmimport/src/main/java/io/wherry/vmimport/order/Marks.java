package io.wherry.vmimport.order;

/**
 * Marks that a source carries for Wherry: everything made there is found again by them. A mark
 * tells plan and run, so that what nobody needs any more can be told from what is in use.
 */
public final class Marks {
  private static final String OURS = "wherry-";

  private Marks() {}

  /** The mark of a run. */
  public static String of(ImportOrder order) {
    return ofPlan(order.plan().uid())
        + Fingerprint.hex(8, order.migration().uid(), order.machine().id());
  }

  /** The mark of one snapshot of a run; {@code name} is unique in the run. */
  public static String of(ImportOrder order, String name) {
    return of(order) + "-" + name;
  }

  /** What the marks of all runs of a plan begin with. */
  public static String ofPlan(String planUid) {
    return OURS + Fingerprint.hex(8, planUid) + "-";
  }

  /** True for a mark of the run, or of one of its snapshots. */
  public static boolean isOf(ImportOrder order, String mark) {
    return mark.startsWith(of(order));
  }
}
