package io.wherry.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.WherryException;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops a standalone server. */
@Command(
    name = "down",
    description =
        "Stop the standalone server. Virtual machines keep running unless --vms is given.")
final class DownCommand implements Callable<Integer> {
  private static final Duration SERVER_PATIENCE = Duration.ofSeconds(20);
  private static final Duration VM_PATIENCE = Duration.ofMinutes(3);

  @Option(names = "--data", description = "The server's data directory.", paramLabel = "DIR")
  private @Nullable Path data;

  @Option(names = "--vms", description = "Shut the virtual machines down first.")
  private boolean vms;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ServerFiles files = ServerFiles.of(data);
    Optional<ProcessHandle> server = files.server();
    if (server.isEmpty()) {
      out.println("No Wherry runs in " + files.directory() + ".");
      return 0;
    }
    if (vms && !stopMachines(files, out)) {
      return 1;
    }
    boolean _ = server.get().destroy();
    try {
      var _ = server.get().onExit().get(SERVER_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      out.println("Stopped.");
      return 0;
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      out.println("Process " + server.get().pid() + " has not ended; its log: " + files.log());
      return 1;
    }
  }

  private static boolean stopMachines(ServerFiles files, PrintWriter out)
      throws InterruptedException {
    try (KubeApi api = FabricKubeApi.ofKubeconfig(files.kubeconfigText())) {
      List<Resource> running = api.list(Kinds.VMI, Selection.ALL);
      for (Resource vm : running) {
        out.println("Shutting down " + vm.namespace() + "/" + vm.name());
        stop(api, vm);
      }
      boolean done = Waiting.until(VM_PATIENCE, () -> api.list(Kinds.VMI, Selection.ALL).isEmpty());
      if (!done) {
        out.println("Some virtual machines did not stop: kubectl get vmi -A");
      }
      return done;
    } catch (WherryException e) {
      out.println("The virtual machines were not stopped: " + e.getMessage());
      return false;
    }
  }

  private static void stop(KubeApi api, Resource vm) {
    api.put(
        "/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachines/%s/stop"
            .formatted(vm.namespace(), vm.name()),
        JsonNodeFactory.instance.objectNode());
  }
}
