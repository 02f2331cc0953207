package io.wherry.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script with which a shell completes this command. */
@Command(
    name = "completion",
    description = {"Print the completion script of a shell.", "source <(wherry completion bash)"})
final class CompletionCommand implements Callable<Integer> {
  /** zsh reads bash's script through bashcompinit, which the script calls itself. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    out.println(AutoComplete.bash("wherry", spec.root().commandLine()));
    out.flush();
    return 0;
  }
}
