package io.wherry.inventory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.SourceMachine;
import java.util.stream.Stream;

/** A machine's row with what every source says in the same words, for {@code ?neutral=true}. */
final class NeutralView {
  private NeutralView() {}

  static ObjectNode of(InventoryRow row, ObjectNode level) {
    if (row.machine().isEmpty()) {
      return level;
    }
    SourceMachine machine = row.machine().get();
    ObjectNode result = level.objectNode();
    level.properties().forEach(field -> result.set(field.getKey(), field.getValue()));
    ObjectNode neutral =
        result
            .putObject("neutral")
            .put("power", machine.powerState().name())
            .put("os", machine.osType())
            .put("memoryBytes", machine.memoryBytes())
            .put(
                "cpus",
                machine.cpu().sockets() * machine.cpu().coresPerSocket() * machine.cpu().threads())
            .put("diskBytes", machine.disks().stream().mapToLong(d -> d.capacityBytes()).sum());
    ids(neutral.putArray("networks"), machine.nics().stream().map(n -> n.networkId()));
    ids(neutral.putArray("storages"), machine.disks().stream().map(d -> d.storageId()));
    return result;
  }

  private static void ids(ArrayNode array, Stream<String> ids) {
    ids.filter(id -> !id.isEmpty()).distinct().forEach(array::add);
  }
}
