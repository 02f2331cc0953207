package io.wherry.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** People and programs that may use a standalone server. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    description = {
      "Give people and programs access to the standalone server, and take it back.",
      "What they may do is said by Kubernetes' roles: view, edit, admin, cluster-admin, or your own."
    },
    subcommands = {
      UserAddCommand.class,
      UserAccountCommand.class,
      UserListCommand.class,
      UserRemoveCommand.class
    })
final class UserCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 2;
  }
}
