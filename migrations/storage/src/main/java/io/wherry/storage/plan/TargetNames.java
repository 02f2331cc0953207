package io.wherry.storage.plan;

import io.wherry.storage.MigStatus;
import java.util.regex.Pattern;

/**
 * Names of targets as upstream makes them.
 *
 * @source storage-migration.md section 2.4
 */
final class TargetNames {
  private static final Pattern EARLIER = Pattern.compile("-new$|-mig-[a-z0-9]{4}$");
  private static final int LONGEST_STEM = 244;
  private static final int SUFFIX = 4;

  private TargetNames() {}

  /** The four characters that end the names of a plan's targets; the same for the same plan. */
  static String suffix(String planUid) {
    String hex = MigStatus.digest(new com.fasterxml.jackson.databind.node.TextNode(planUid));
    return hex.substring(0, SUFFIX);
  }

  /** The target of a claim: another conversion replaces the suffix instead of adding one. */
  static String of(String claim, String suffix) {
    String stem = EARLIER.matcher(claim).replaceFirst("");
    String cut = stem.length() > LONGEST_STEM ? stem.substring(0, LONGEST_STEM) : stem;
    return cut.replaceAll("[-.]+$", "") + "-mig-" + suffix;
  }
}
