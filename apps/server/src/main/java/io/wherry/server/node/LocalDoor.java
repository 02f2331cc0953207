package io.wherry.server.node;

import io.wherry.apiserver.PodLogSource;
import io.wherry.lifecycle.GuestActions;
import io.wherry.node.PodContexts;
import io.wherry.node.PodLogs;
import io.wherry.qemu.MachineHome;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The guests and logs of the node in this process. */
public final class LocalDoor implements NodeDoor {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG", "C.UTF-8");

  private final GuestActions actions;
  private final PodContexts workers;
  private final LogFiles logs;

  LocalDoor(GuestActions actions, PodLogs pods, PodContexts workers) {
    this.actions = actions;
    this.workers = workers;
    this.logs = new LogFiles(new PodLogFinder(pods, actions));
  }

  @Override
  public void act(String namespace, String name, GuestActions.Action action) {
    actions.act(namespace, name, action);
  }

  @Override
  public ByteChannel open(String namespace, String name, Console console) throws IOException {
    MachineHome home = actions.home(namespace, name);
    Path socket = console == Console.SERIAL ? home.serialSocket() : home.vncSocket();
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void copyLog(Resource pod, PodLogSource.Query query, OutputStream out) throws IOException {
    logs.copy(pod.tree(), query, out);
  }

  /** Where and how the program of a running pod runs; empty when it does not. Blocks. */
  public Optional<PodContexts.Context> context(Resource pod) {
    boolean launcher = pod.label("kubevirt.io").filter("virt-launcher"::equals).isPresent();
    if (!launcher) {
      return workers.find(pod);
    }
    String machine = pod.label("vm.kubevirt.io/name").orElse(pod.name());
    boolean runs = pod.text("status", "phase").equals(Optional.of("Running"));
    Path folder = actions.home(pod.namespace(), machine).folder();
    return runs ? Optional.of(new PodContexts.Context(folder, ENVIRONMENT)) : Optional.empty();
  }
}
