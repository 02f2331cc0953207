package io.wherry.spi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One provider's inventory, read from memory: never blocks, safe for several threads. */
public interface SourceInventory {
  /** True once the collector has reported everything. */
  boolean hasParity();

  /** Grows with every change of a row. */
  long revision();

  /** Last error of the collector, empty when there is none. */
  String error();

  /** Why not all validation rules are in force for this provider; empty when they are. */
  default String rulesProblem() {
    return "";
  }

  Lookup<SourceMachine> machine(Ref ref);

  /** Resolves a reference in a collection such as {@code networks} or {@code storages}. */
  Lookup<InventoryRow> find(String collection, Ref ref);

  /** All machines, in order of name. */
  List<SourceMachine> machines();

  /** The VM expanded with all that hooks and rules read. */
  ObjectNode workload(String machineId);
}
