package io.wherry.conversion;

import java.util.List;

/** What an engine came to. The disks are untouched either way. */
sealed interface Attempt {
  /** Converted; the changes wait to be committed, all or none. */
  record Prepared(List<Change> changes, ConversionResult result) implements Attempt {}

  /**
   * This engine does not know the guest well enough.
   *
   * @param reason a clause for the user: {@code the root file system is xfs}
   */
  record NotRecognised(String reason, Next next) implements Attempt {}

  /** Who may know more. */
  enum Next {
    APPLIANCE,
    VIRT_V2V
  }
}
