package io.wherry.spi;

/** Receives a provider's inventory. Called from one thread at a time. */
public interface InventoryListener {
  /** A row is new or has changed. */
  void put(InventoryRow row);

  void remove(String collection, String id);

  /** Everything the source had at the start has been reported. */
  void parity();

  /** The collector cannot read the source now; it goes on trying. Message for the condition. */
  void failed(String message);
}
