package io.wherry.cli.plans;

import picocli.CommandLine.Command;

/** Commands about live migrations. */
@Command(
    name = "migration",
    mixinStandardHelpOptions = true,
    description = "Look at live migrations, and steer them while they are under way.",
    subcommands = {
      MigrationListCommand.class,
      MigrationSetCommand.class,
      MigrationCancelCommand.class
    })
public final class MigrationCommand {}
