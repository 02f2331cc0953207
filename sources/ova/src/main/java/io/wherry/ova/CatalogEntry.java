package io.wherry.ova;

import java.util.Optional;

/**
 * What was found out about one file of a catalog.
 *
 * @param label its path below the catalog
 * @param message why it is not readable; empty when it is
 */
record CatalogEntry(
    String label, Stamp stamp, State state, String message, Optional<Appliance> appliance) {

  /** How far an appliance is. */
  enum State {
    /** In the inventory. */
    Ready,
    /** Still being written, or too fresh to tell. */
    Waiting,
    /** Will not work until the file changes. */
    Error
  }

  /**
   * Changes whenever the files change.
   *
   * @param modifiedMillis since the epoch
   * @param rest digest over the other files of a folder; 0 for an archive
   */
  record Stamp(long size, long modifiedMillis, long rest) {}

  static CatalogEntry ready(String label, Stamp stamp, Appliance appliance) {
    return new CatalogEntry(label, stamp, State.Ready, "", Optional.of(appliance));
  }

  static CatalogEntry waiting(String label, Stamp stamp, String message) {
    return new CatalogEntry(label, stamp, State.Waiting, message, Optional.empty());
  }

  static CatalogEntry error(String label, Stamp stamp, String message) {
    return new CatalogEntry(label, stamp, State.Error, message, Optional.empty());
  }
}
