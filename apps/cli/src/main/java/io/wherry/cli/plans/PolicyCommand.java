package io.wherry.cli.plans;

import picocli.CommandLine.Command;

/** Commands about migration policies. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Say which MigrationPolicy holds for a machine.",
    subcommands = PolicyExplainCommand.class)
public final class PolicyCommand {}
