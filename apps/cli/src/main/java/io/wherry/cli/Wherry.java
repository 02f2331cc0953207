package io.wherry.cli;

import io.wherry.cli.disk.DiskCommand;
import io.wherry.cli.gather.GatherCommand;
import io.wherry.cli.plans.ArchiveCommand;
import io.wherry.cli.plans.CancelCommand;
import io.wherry.cli.plans.CreateCommand;
import io.wherry.cli.plans.CutoverCommand;
import io.wherry.cli.plans.DeleteCommand;
import io.wherry.cli.plans.DescribeCommand;
import io.wherry.cli.plans.GetCommand;
import io.wherry.cli.plans.MigrationCommand;
import io.wherry.cli.plans.PlanCommand;
import io.wherry.cli.plans.PolicyCommand;
import io.wherry.cli.plans.StartCommand;
import io.wherry.cli.rules.RulesCommand;
import io.wherry.problems.WherryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code wherry} command. */
@Command(
    name = "wherry",
    version = "wherry 0.1.0",
    mixinStandardHelpOptions = true,
    description = "Moves virtual machines: into KubeVirt, between nodes, between storage classes.",
    footer = {
      "",
      "The launcher script adds: test (everything that is tested), build, mvn ARGUMENTS.",
      "Start with: wherry demo"
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      ConsoleCommand.class,
      ConsoleLinkCommand.class,
      GetCommand.class,
      CreateCommand.class,
      DescribeCommand.class,
      StartCommand.class,
      CutoverCommand.class,
      CancelCommand.class,
      ArchiveCommand.class,
      DeleteCommand.class,
      PlanCommand.class,
      GatherCommand.class,
      DoctorCommand.class,
      DiskCommand.class,
      UserCommand.class,
      AuthorityCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      RulesCommand.class,
      PolicyCommand.class,
      MigrationCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class Wherry {
  private Wherry() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine whole = new CommandLine(new Wherry());
    explainThemselves(whole);
    return whole
        .setExecutionExceptionHandler(Wherry::explain)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  /** {@code --help} works behind every verb, as people expect. */
  private static void explainThemselves(CommandLine command) {
    for (CommandLine verb : command.getSubcommands().values()) {
      if (!(verb.getCommand() instanceof HelpCommand)
          && !verb.getCommandSpec().mixinStandardHelpOptions()) {
        CommandLine.Model.CommandSpec _ = verb.getCommandSpec().mixinStandardHelpOptions(true);
      }
      explainThemselves(verb);
    }
  }

  /** Our own exceptions are messages for the user; anything else is a bug and shows its trace. */
  private static int explain(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    if (problem instanceof WherryException || problem instanceof java.io.IOException) {
      command.getErr().println("wherry " + command.getCommandName() + ": " + problem.getMessage());
    } else {
      problem.printStackTrace(command.getErr());
    }
    return 1;
  }
}
