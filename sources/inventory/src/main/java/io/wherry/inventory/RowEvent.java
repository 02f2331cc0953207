package io.wherry.inventory;

import io.wherry.spi.InventoryRow;
import java.util.Optional;

/**
 * Something that happened in an inventory.
 *
 * @param row what it happened to; for updates the version before
 * @param updated the new version of an update
 */
record RowEvent(Action action, Optional<InventoryRow> row, Optional<InventoryRow> updated) {

  /**
   * Codes of the watch protocol.
   *
   * @source inventory-and-providers.md 1.5
   */
  enum Action {
    Started(0),
    Parity(1),
    Error(2),
    End(4),
    Created(16),
    Updated(32),
    Deleted(64);

    private final int code;

    Action(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  static RowEvent of(Action action) {
    return new RowEvent(action, Optional.empty(), Optional.empty());
  }

  static RowEvent created(InventoryRow row) {
    return new RowEvent(Action.Created, Optional.of(row), Optional.empty());
  }

  static RowEvent updated(InventoryRow before, InventoryRow now) {
    return new RowEvent(Action.Updated, Optional.of(before), Optional.of(now));
  }

  static RowEvent deleted(InventoryRow row) {
    return new RowEvent(Action.Deleted, Optional.of(row), Optional.empty());
  }

  boolean concerns(String collection) {
    return row.isEmpty() || row.get().collection().equals(collection);
  }
}
