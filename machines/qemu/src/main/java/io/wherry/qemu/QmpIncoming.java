package io.wherry.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.qemu.move.IncomingMove;
import io.wherry.qemu.move.Listening;
import io.wherry.qemu.move.MoveProgress;
import io.wherry.qemu.move.MoveSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.IntConsumer;

/** {@link IncomingMove} by QMP. */
final class QmpIncoming implements IncomingMove {
  private static final String TLS = "move-server";
  private static final String AUTHZ = "move-authz";
  private static final String DISK_TLS = "disk-server";
  private static final String DISK_AUTHZ = "disk-authz";
  private static final int PORT_ATTEMPTS = 5;

  private final Qmp qmp;

  QmpIncoming(Qmp qmp) {
    this.qmp = qmp;
  }

  @Override
  public int listen(Listening where, MoveSettings settings) {
    QmpArguments.credentials(qmp, TLS, where.tls(), "server");
    QmpArguments.permit(qmp, AUTHZ, where.tls());
    var _ = qmp.execute("migrate-set-capabilities", QmpArguments.capabilities(settings));
    ObjectNode parameters = QmpArguments.channels(settings);
    boolean secured = where.tls().isPresent();
    parameters.put("tls-creds", secured ? TLS : "").put("tls-authz", secured ? AUTHZ : "");
    var _ = qmp.execute("migrate-set-parameters", parameters);
    String uri = QmpArguments.uri(where.address(), 0);
    var _ = qmp.execute("migrate-incoming", QmpArguments.object().put("uri", uri));
    JsonNode address = qmp.execute("query-migrate").path("socket-address").path(0);
    int port = address.path("port").asInt();
    if (port == 0) {
      throw new Defect("QEMU listens for a machine's memory, but does not say where: " + address);
    }
    return port;
  }

  @Override
  public int export(Listening where, List<String> disks) {
    closeExports();
    QmpArguments.credentials(qmp, DISK_TLS, where.tls(), "server");
    QmpArguments.permit(qmp, DISK_AUTHZ, where.tls());
    int port = onFreePort(where.address(), p -> serve(where, p));
    for (String disk : disks) {
      ObjectNode export = QmpArguments.object();
      export.put("type", "nbd").put("id", "export-" + disk).put("node-name", disk);
      export.put("name", disk).put("writable", true);
      var _ = qmp.execute("block-export-add", export);
    }
    return port;
  }

  private void serve(Listening where, int port) {
    ObjectNode arguments = QmpArguments.object();
    ObjectNode address = arguments.putObject("addr").put("type", "inet").putObject("data");
    address.put("host", where.address()).put("port", Integer.toString(port));
    if (where.tls().isPresent()) {
      arguments.put("tls-creds", DISK_TLS).put("tls-authz", DISK_AUTHZ);
    }
    var _ = qmp.execute("nbd-server-start", arguments);
  }

  /** QEMU's server of disks does not tell which port it got, so it must be told one. */
  private static int onFreePort(String address, IntConsumer use) {
    for (int attempt = 1; ; attempt++) {
      int port = anyPort(address);
      try {
        use.accept(port);
        return port;
      } catch (InvalidRequest e) {
        boolean taken = String.valueOf(e.getMessage()).contains("Address already in use");
        if (!taken || attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static int anyPort(String address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new PeerUnavailable(
          "This node cannot listen at " + address + ": " + e.getMessage() + ".", e);
    }
  }

  @Override
  public void closeExports() {
    for (JsonNode export : qmp.execute("query-block-exports")) {
      ObjectNode arguments = QmpArguments.object().put("id", export.path("id").asText());
      var _ = qmp.execute("block-export-del", arguments.put("mode", "hard"));
    }
    try {
      var _ = qmp.execute("nbd-server-stop");
    } catch (InvalidRequest _) {
      // it was not running
    }
  }

  @Override
  public MoveProgress progress() {
    return QmpProgress.parse(qmp.execute("query-migrate"));
  }

  @Override
  public void breakLink() {
    var _ = qmp.executeAtOnce("migrate-pause", QmpArguments.object());
  }

  @Override
  public int recover(Listening where) {
    return onFreePort(
        where.address(),
        port -> {
          String uri = QmpArguments.uri(where.address(), port);
          // The main loop may be waiting for a page that will not come.
          var _ = qmp.executeAtOnce("migrate-recover", QmpArguments.object().put("uri", uri));
        });
  }
}
