package io.wherry.cli.plans;

import picocli.CommandLine.Command;

/** Commands about one plan that are no verbs of kubectl mtv. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Check plans before they are started.",
    subcommands = {CheckCommand.class})
public final class PlanCommand {}
