package io.wherry.cli.disk;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands for disks. */
@Command(
    name = "disk",
    mixinStandardHelpOptions = true,
    description = {
      "Copy, check and compare disks, without any server.",
      "A DISK is a path (raw, vmdk, qcow2, vdi, vhdx, vpc; a block device) or an address:",
      "nbd://HOST/EXPORT, nbds://…, nbd+unix:///EXPORT?socket=PATH, http(s)://…, s3://BUCKET/KEY."
    },
    subcommands = {
      CopyCommand.class,
      InfoCommand.class,
      MapCommand.class,
      VerifyCommand.class,
      DiffCommand.class
    })
public final class DiskCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 2;
  }
}
