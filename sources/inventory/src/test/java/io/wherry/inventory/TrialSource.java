package io.wherry.inventory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.BlockReader;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.spi.Capability;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.ConnectionForm.Field;
import io.wherry.spi.ConnectionForm.Manner;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.PowerState;
import io.wherry.spi.Share;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A source whose inventory the test writes. */
final class TrialSource implements SourceProvider {
  final List<Connection> connections = new ArrayList<>();

  static final class Connection implements SourceConnection {
    Optional<InventoryListener> listener = Optional.empty();
    boolean closed;

    @Override
    public void test() {}

    @Override
    public void follow(InventoryListener follower) {
      listener = Optional.of(follower);
    }

    InventoryListener listener() {
      return listener.orElseThrow();
    }

    @Override
    public List<Share> shares() {
      return List.of();
    }

    @Override
    public String diskVersion(String machineId, String diskId) {
      return "1";
    }

    @Override
    public BlockReader openDisk(String machineId, String diskId) {
      throw new InvalidRequest("no disks here");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  Connection last() {
    return connections.getLast();
  }

  @Override
  public Optional<ConnectionForm> form() {
    return Optional.of(
        new ConnectionForm(
            "Trial",
            "",
            Field.url("URL", "", Manner.REQUIRED),
            List.of(
                Field.setting("kind", "Kind", "").of("a", "b"),
                Field.secret("token", "Token", Manner.REQUIRED, Manner.HIDDEN).when("kind", "b"),
                Field.setting("odd", "Odd", "", Manner.RARE)),
            ConnectionForm.Tls.VERIFIED));
  }

  @Override
  public SourceType type() {
    return SourceType.OVA;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of();
  }

  @Override
  public List<String> collections() {
    return List.of("networks", "disks", "storages", "vms", "appliances");
  }

  @Override
  public List<Problem> check(Endpoint endpoint, Credentials credentials) {
    return List.of();
  }

  @Override
  public SourceConnection connect(Endpoint endpoint, Credentials credentials) {
    if (endpoint.url().contains("away")) {
      throw new PeerUnavailable("It is away.");
    }
    Connection connection = new Connection();
    connections.add(connection);
    return connection;
  }

  static Endpoint endpoint(String uid, String url) {
    return new Endpoint(uid, "ns", "catalog", url, Map.of());
  }

  static InventoryRow vm(String id, String name, String path) {
    ObjectNode base =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("name", name)
            .put("selfLink", "providers/ova/u1/vms/" + id)
            .put("path", path);
    ObjectNode middle = base.deepCopy().put("revisionValidated", 0);
    ObjectNode full = middle.deepCopy().put("cpuCount", 2);
    SourceMachine machine =
        new SourceMachine(
            id,
            name,
            "",
            SourceMachine.Firmware.BIOS,
            new SourceMachine.Cpu(1, 2),
            1 << 20,
            List.of(),
            List.of(),
            "",
            PowerState.Off,
            "",
            List.of(),
            Map.of());
    return new InventoryRow(
        "vms", id, name, path, List.of(base, middle, full), Optional.of(machine));
  }
}
