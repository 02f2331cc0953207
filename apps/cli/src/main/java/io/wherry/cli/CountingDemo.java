package io.wherry.cli;

import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.server.Server;
import io.wherry.server.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the demos of the counting guest share: a server of their own, and a story with moves. */
final class CountingDemo {
  /** What happens. Each part returns when the guest counts; all block. */
  interface Story {
    /** Deletes what an earlier demo left. */
    void forget() throws InterruptedException;

    void start() throws IOException, InterruptedException;

    void move() throws InterruptedException;

    /** What follows the moves, and what to try next. */
    void end(Path kubeconfig) throws InterruptedException;
  }

  /** Begins a story. */
  interface Teller {
    Story begin(FabricKubeApi api, PrintWriter out, Path data);
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data directory (default: one of this demo's own in .wherry beside the launcher).")
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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** Blocks until the story has ended, and without {@code --exit} until a signal. */
  int run(int nodes, Teller teller) throws IOException, InterruptedException {
    if (moves < 1) {
      throw new InvalidRequest("--moves must be at least 1, not " + moves + ".");
    }
    PrintWriter out = spec.commandLine().getOut();
    ServerFiles files =
        ServerFiles.of(data != null ? data : Launch.root().resolve(".wherry/demo-" + spec.name()));
    ServerSettings settings = Standalone.settings(files, "127.0.0.1", port, nodes);
    try (Server server = Standalone.start(files, settings);
        FabricKubeApi api = FabricKubeApi.ofKubeconfig(files.kubeconfigText())) {
      out.println("Wherry answers at " + server.url() + " (log: " + files.log() + ")");
      tell(teller.begin(api, out, files.directory()), files.kubeconfig());
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

  private void tell(Story story, Path kubeconfig) throws IOException, InterruptedException {
    if (fresh) {
      story.forget();
    }
    story.start();
    for (int i = 0; i < moves; i++) {
      story.move();
    }
    story.end(kubeconfig);
  }
}
