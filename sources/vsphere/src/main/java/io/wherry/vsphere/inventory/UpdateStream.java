package io.wherry.vsphere.inventory;

import io.wherry.problems.Defect;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.VimFault;
import io.wherry.vsphere.soap.Xml;
import io.wherry.vsphere.vim.Faults;
import io.wherry.vsphere.vim.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's own stream of changes, from everything there is on. Ends when the session does; a
 * new one then begins anew.
 *
 * @source inventory-and-providers.md section 2.4
 */
final class UpdateStream {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateStream.class);

  /** Servers cap pages at 100 by policy; larger ones would only cost us memory. */
  private static final int PAGE = 100;

  /** What may be inside of a folder. */
  private static final List<String> IN_FOLDERS =
      List.of(
          "folders",
          "vmFolders",
          "hostFolders",
          "networkFolders",
          "datastoreFolders",
          "hosts",
          "pools");

  private static final List<String> IN_POOLS = List.of("subPools", "poolMachines");

  private final Session session;
  private final Map<String, Map<String, Prop<?>>> types;
  private final MoRef collector;
  private String version = "";

  private UpdateStream(Session session, Map<String, Map<String, Prop<?>>> types, MoRef collector) {
    this.session = session;
    this.types = types;
    this.collector = collector;
  }

  /**
   * Begins. Properties that the server's version does not have are left out. Blocks.
   *
   * @throws io.wherry.problems.WherryException as calls of {@link Session}
   */
  static UpdateStream open(Session session, Map<String, Map<String, Prop<?>>> types) {
    MoRef shared = session.content().ref("propertyCollector");
    Xml made =
        session.ask(Call.of("CreatePropertyCollector", shared), "The inventory cannot be followed");
    UpdateStream stream = new UpdateStream(session, types, made.ref("returnval"));
    stream.createFilter();
    return stream;
  }

  private void createFilter() {
    Set<String> unknown = new HashSet<>();
    int most = types.values().stream().mapToInt(Map::size).sum();
    while (unknown.size() <= most) {
      try {
        Xml _ = session.call(filter(unknown));
        return;
      } catch (VimFault fault) {
        String path = fault.detail().text("name");
        if (!fault.is("InvalidProperty") || !unknown.add(path)) {
          throw Faults.translate(fault, "The inventory cannot be followed");
        }
        LOG.info("{} does not know the property {}", session.access().sdk().getHost(), path);
      }
    }
    throw new Defect("No property is known at " + session.access().sdk().getHost() + ".");
  }

  private Call filter(Set<String> unknown) {
    return Call.of("CreateFilter", collector)
        .node(
            "spec",
            spec -> {
              types.forEach(
                  (type, props) -> spec.node("propSet", set -> paths(set, type, props, unknown)));
              spec.node("objectSet", this::everything);
            })
        .text("partialUpdates", false);
  }

  private static void paths(
      Call set, String type, Map<String, Prop<?>> props, Set<String> unknown) {
    set.text("type", type).text("all", false);
    props.keySet().stream()
        .filter(path -> !unknown.contains(path))
        .forEach(path -> set.text("pathSet", path));
  }

  /** Folders in folders, what datacenters have, hosts of clusters, machines of pools and vApps. */
  private void everything(Call set) {
    set.ref("obj", session.content().ref("rootFolder")).text("skip", true);
    traverse(set, "folders", "Folder.childEntity", IN_FOLDERS);
    for (String kind : List.of("vm", "host", "network", "datastore")) {
      traverse(set, kind + "Folders", "Datacenter." + kind + "Folder", List.of("folders"));
    }
    traverse(set, "hosts", "ComputeResource.host", List.of());
    traverse(set, "pools", "ComputeResource.resourcePool", IN_POOLS);
    traverse(set, "subPools", "ResourcePool.resourcePool", IN_POOLS);
    traverse(set, "poolMachines", "ResourcePool.vm", List.of());
  }

  private static void traverse(Call set, String name, String step, List<String> next) {
    int dot = step.indexOf('.');
    set.node(
        "selectSet",
        "TraversalSpec",
        t -> {
          t.text("name", name)
              .text("type", step.substring(0, dot))
              .text("path", step.substring(dot + 1))
              .text("skip", false);
          next.forEach(n -> t.node("selectSet", s -> s.text("name", n)));
        });
  }

  /**
   * The next page; an empty one when nothing happened for a while. Blocks.
   *
   * @param longest wait; the session must bear that much silence
   * @throws io.wherry.problems.WherryException the stream has broken off
   */
  Updates next(Duration longest) {
    Call call =
        Call.of("WaitForUpdatesEx", collector)
            .textIfAny("version", version)
            .node(
                "options",
                o -> o.text("maxWaitSeconds", longest.toSeconds()).text("maxObjectUpdates", PAGE));
    Xml answer = session.ask(call, "The inventory cannot be followed any more");
    Updates updates = Updates.of(answer.at("returnval"), version);
    version = updates.version();
    return updates;
  }
}
