package io.wherry.cli;

import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.server.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Live storage migration in one command, with proof. */
@Command(
    name = "storage",
    mixinStandardHelpOptions = true,
    description = {
      "A guest counts on its disk while the disk moves to another storage class and back; the"
          + " guest is not stopped.",
      "Each move prints for how long its requests can have waited, and proof that no record is"
          + " missing."
    })
final class DemoStorageCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory (default: .wherry/demo-storage beside the launcher).")
  private @Nullable Path data;

  @Option(names = "--port", paramLabel = "N", defaultValue = "6443", description = "API port.")
  private int port;

  @Option(
      names = "--moves",
      paramLabel = "N",
      defaultValue = "2",
      description = "How often it moves (default: ${DEFAULT-VALUE}).")
  private int moves;

  @Option(names = "--exit", description = "End after success instead of staying up.")
  private boolean exit;

  @Option(names = "--fresh", description = "Forget an earlier demo first.")
  private boolean fresh;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (moves < 1) {
      throw new InvalidRequest("--moves must be at least 1, not " + moves + ".");
    }
    PrintWriter out = spec.commandLine().getOut();
    ServerFiles files =
        ServerFiles.of(data != null ? data : Launch.root().resolve(".wherry/demo-storage"));
    try (Server server = Standalone.start(files, Standalone.settings(files, "127.0.0.1", port));
        FabricKubeApi api = FabricKubeApi.ofKubeconfig(files.kubeconfigText())) {
      out.println("Wherry answers at " + server.url() + " (log: " + files.log() + ")");
      StorageStory story = new StorageStory(api, out, files.directory());
      if (fresh) {
        story.forget();
      }
      story.start();
      for (int i = 0; i < moves; i++) {
        story.move();
      }
      story.farewell(files.kubeconfig());
      if (!exit) {
        out.println("Staying up; Ctrl-C stops Wherry, the machine keeps counting.");
        out.flush();
        Standalone.untilSignal();
      }
      return 0;
    } finally {
      files.release();
    }
  }
}
