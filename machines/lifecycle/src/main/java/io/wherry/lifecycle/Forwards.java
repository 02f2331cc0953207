package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.MachineSpec;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ports of a guest that are reachable from this machine. Annotation {@code wherry.io/forward-<guest
 * port>} of the instance fixes a port of the machine; otherwise any free one is taken.
 */
final class Forwards {
  static final String ANNOTATION = "wherry.io/forward-";

  private Forwards() {}

  static List<MachineSpec.Forward> of(Resource instance, JsonNode nic) {
    List<MachineSpec.Forward> result = new ArrayList<>();
    for (JsonNode port : nic.path("ports")) {
      int guest = port.path("port").asInt();
      Optional<Integer> fixed = instance.annotation(ANNOTATION + guest).map(Integer::valueOf);
      result.add(new MachineSpec.Forward(fixed.orElseGet(Forwards::anyPort), guest));
    }
    return result;
  }

  private static int anyPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new PeerUnavailable("There is no free port on this machine: " + e.getMessage(), e);
    }
  }
}
