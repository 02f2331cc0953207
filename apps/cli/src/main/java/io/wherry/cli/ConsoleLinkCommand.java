package io.wherry.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a link to the web console. */
@Command(
    name = "console-link",
    description = "Print a link that opens the web console and logs in, once, within 15 minutes.")
final class ConsoleLinkCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's directory (default: $WHERRY_DATA or ~/.local/share/wherry).")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    spec.commandLine().getOut().println(ConsoleLink.of(ServerFiles.of(data)));
    return 0;
  }
}
