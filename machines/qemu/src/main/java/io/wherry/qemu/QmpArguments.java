package io.wherry.qemu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.move.MoveFeature;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveSettings;
import io.wherry.qemu.move.MoveTls;
import java.util.Map;
import java.util.Optional;

/** Arguments of commands that both sides of a move need. */
final class QmpArguments {
  /** Always on: they make the hand-over ours to decide. */
  private static final String[] SAFE = {
    "events", "return-path", "pause-before-switchover", "late-block-activate", "validate-uuid"
  };

  private QmpArguments() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Every capability is named, so that nothing stays on from an earlier attempt. */
  static ObjectNode capabilities(MoveSettings settings) {
    ObjectNode arguments = object();
    var list = arguments.putArray("capabilities");
    for (String name : SAFE) {
      list.addObject().put("capability", name).put("state", true);
    }
    for (MoveFeature feature : MoveFeature.values()) {
      list.addObject().put("capability", feature.capability()).put("state", settings.has(feature));
    }
    return arguments;
  }

  static ObjectNode channels(MoveSettings settings) {
    return object()
        .put("multifd-channels", settings.channels())
        .put("multifd-compression", settings.compression().wire());
  }

  /** Unlimited is said, since QEMU's default is 128 MiB/s. */
  static ObjectNode limits(MoveLimits limits) {
    return object()
        .put("max-bandwidth", limits.bytesPerSecond())
        .put("max-postcopy-bandwidth", limits.postCopyBytesPerSecond())
        .put("downtime-limit", limits.downtime().toMillis());
  }

  /** IPv6 addresses stand in brackets. */
  static String uri(String host, int port) {
    return "tcp:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Makes the credentials under the id anew: files may have been renewed since. */
  static void credentials(Qmp qmp, String id, Optional<MoveTls> tls, String endpoint) {
    forget(qmp, id);
    if (tls.isPresent()) {
      var _ =
          qmp.execute(
              "object-add",
              object()
                  .put("qom-type", "tls-creds-x509")
                  .put("id", id)
                  .put("dir", tls.get().credentials().toString())
                  .put("endpoint", endpoint)
                  .put("verify-peer", true));
    }
  }

  /** Lets only one subject in. */
  static void permit(Qmp qmp, String id, Optional<MoveTls> tls) {
    forget(qmp, id);
    if (tls.isPresent()) {
      Map<String, String> wanted =
          Map.of("qom-type", "authz-simple", "id", id, "identity", tls.get().peer());
      ObjectNode arguments = object();
      wanted.forEach(arguments::put);
      var _ = qmp.execute("object-add", arguments);
    }
  }

  private static void forget(Qmp qmp, String id) {
    try {
      var _ = qmp.execute("object-del", object().put("id", id));
    } catch (InvalidRequest _) {
      // there was none
    }
  }
}
