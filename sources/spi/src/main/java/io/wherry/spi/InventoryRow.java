package io.wherry.spi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * One object of a provider's inventory, as the REST API shows it.
 *
 * @param collection {@code vms}, {@code networks}, {@code disks}, {@code storages} …
 * @param name last segment of the path
 * @param path what {@code ?name=} filters with a slash compare with; may equal the name
 * @param levels the JSON by detail level; index 0 is the base resource, the last one is full
 * @param machine for rows of {@code vms}: the neutral model
 * @param workload for rows of {@code vms}: the machine with what it refers to, as rules and hooks
 *     read it; the full level for sources whose machines refer to nothing
 */
public record InventoryRow(
    String collection,
    String id,
    String name,
    String path,
    java.util.List<ObjectNode> levels,
    Optional<SourceMachine> machine,
    ObjectNode workload) {

  /** A row that refers to nothing that rules want to see. */
  public InventoryRow(
      String collection,
      String id,
      String name,
      String path,
      java.util.List<ObjectNode> levels,
      Optional<SourceMachine> machine) {
    this(collection, id, name, path, levels, machine, levels.getLast());
  }

  /** JSON at a detail level; levels above the highest give the highest. */
  public ObjectNode atDetail(int detail) {
    return levels.get(Math.min(Math.max(detail, 0), levels.size() - 1));
  }
}
