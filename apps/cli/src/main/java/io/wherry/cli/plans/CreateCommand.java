package io.wherry.cli.plans;

import picocli.CommandLine.Command;

/** Makes providers and plans. */
@Command(
    name = "create",
    description = "Create a provider or a plan.",
    subcommands = {CreateProviderCommand.class, CreatePlanCommand.class},
    synopsisSubcommandLabel = "(provider | plan)")
public final class CreateCommand {}
