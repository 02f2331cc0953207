package io.wherry.cli.rules;

import picocli.CommandLine.Command;

/** Commands for authors of validation rules. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Check, test and explain validation rules (Rego), without a server.",
    subcommands = {CheckCommand.class, TestCommand.class, ExplainCommand.class})
public final class RulesCommand {}
