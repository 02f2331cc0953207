package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.ovirt.rest.Json;
import io.wherry.spi.CpuModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Processors in the engine's words.
 *
 * @source inventory-and-providers.md section 4.3
 */
final class CpuModels {
  private static final int NAME = 1;
  private static final int MODEL = 3;

  private CpuModels() {}

  /** Reads {@code Model,+feature,-feature}. */
  static CpuModel parse(String text) {
    List<String> require = new ArrayList<>();
    List<String> disable = new ArrayList<>();
    String[] parts = text.strip().split(",");
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.startsWith("+") && part.length() > 1) {
        require.add(part.substring(1));
      } else if (part.startsWith("-") && part.length() > 1) {
        disable.add(part.substring(1));
      }
    }
    return new CpuModel(parts[0].strip(), require, disable);
  }

  /** The version of a cluster, which names its row of server CPUs. */
  static String version(Thing cluster) {
    JsonNode version = cluster.middle().path("version");
    return Json.text(version, "major") + "." + Json.text(version, "minor");
  }

  /**
   * What machines of a cluster are shown; {@link CpuModel#NONE} where the engine's list lacks it.
   */
  static CpuModel ofCluster(Thing cluster, Thing serverCpus) {
    String type = Json.text(cluster.middle(), "cpu", "type");
    String known = Json.text(serverCpus.middle().path("systemOptionValue").path(0), "value");
    for (String entry : known.split(";")) {
      String[] fields = entry.split(":");
      if (fields.length > MODEL && !type.isEmpty() && fields[NAME].strip().equals(type)) {
        return parse(fields[MODEL]);
      }
    }
    return CpuModel.NONE;
  }
}
