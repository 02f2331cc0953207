package io.wherry.cli;

import io.wherry.apiserver.audit.AuditExtent;
import io.wherry.problems.InvalidRequest;
import io.wherry.server.Server;
import io.wherry.server.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the standalone server. */
@Command(
    name = "up",
    description = {
      "Run the standalone server: a Kubernetes-compatible API and a QEMU runtime on this machine.",
      "Ends on Ctrl-C or 'wherry down'; virtual machines keep running and are picked up again."
    })
final class UpCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: $WHERRY_DATA or ~/.local/share/wherry).")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the API (default: the last one used, else ${DEFAULT-VALUE}).",
      defaultValue = "6443")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Anything but loopback opens the API to the network.",
      defaultValue = "127.0.0.1")
  private String bind = "127.0.0.1";

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = {
        "How many nodes this machine stands for (default: ${DEFAULT-VALUE}). With more than one,",
        "machines on class shared-raw or shared-qcow2 can migrate between them while they run."
      },
      defaultValue = "1")
  private int nodes = 1;

  @Option(
      names = "--audit",
      paramLabel = "EXTENT",
      description = {
        "What audit/audit.log in the data directory tells of: ${COMPLETION-CANDIDATES} (default:",
        "${DEFAULT-VALUE}: changes, and requests that were refused)."
      },
      defaultValue = "WRITES")
  private AuditExtent audit = AuditExtent.WRITES;

  @Option(
      names = {"-d", "--detach"},
      description = "Run in the background and return once the API answers.")
  private boolean detach;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServerFiles files = ServerFiles.of(data);
    return detach ? inBackground(files) : inForeground(files);
  }

  private int inForeground(ServerFiles files) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Server server = Standalone.start(files, settings(files))) {
      out.println("Wherry answers at " + server.url());
      out.println("Web console (this link logs you in once): " + ConsoleLink.of(files));
      out.println("  export KUBECONFIG=" + files.kubeconfig());
      out.println("  kubectl get providers,plans,vms -A");
      out.println("Log: " + files.log() + ". Ctrl-C stops it.");
      out.flush();
      Standalone.untilSignal();
      return 0;
    } finally {
      files.release();
    }
  }

  private int inBackground(ServerFiles files) throws IOException, InterruptedException {
    files
        .server()
        .ifPresent(p -> {
          throw new InvalidRequest(
              "Wherry already serves " + files.directory() + " (process " + p.pid() + ").");
        });
    List<String> command = new ArrayList<>(List.of("setsid", Launch.java()));
    command.addAll(Launch.ownArguments());
    command.addAll(List.of(Wherry.class.getName(), "up", "--data", files.directory().toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", bind));
    command.addAll(List.of("--nodes", Integer.toString(nodes), "--audit", audit.name()));
    Standalone.prepare(files);
    files.forgetKubeconfig();
    Path output = files.directory().resolve("logs/start.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    boolean up =
        Waiting.until(PATIENCE, () -> !process.isAlive() || Standalone.answers(files))
            && process.isAlive();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        up
            ? "Wherry runs in the background (process "
                + process.pid()
                + ").\n  export KUBECONFIG="
                + files.kubeconfig()
                + "\nWeb console (this link logs you in once): "
                + ConsoleLink.of(files)
            : "Wherry did not start; see " + output + " and " + files.log());
    return up ? 0 : 1;
  }

  private ServerSettings settings(ServerFiles files) {
    return Standalone.settings(files, bind, port, nodes).withAudit(audit);
  }
}
