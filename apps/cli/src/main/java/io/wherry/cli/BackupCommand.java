package io.wherry.cli;

import io.wherry.apiserver.store.StoreBackup;
import io.wherry.problems.InvalidRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the state of a standalone server. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copy all objects of the standalone server into a file, also while it runs, and check it.",
      "Secrets stay encrypted in it. The keys, tokens and certificates go into a file of their own,",
      "which opens everything: keep it apart. Disks of machines are not part of a backup."
    },
    footer = {"", "Example:", "  wherry backup monday.backup --keys /safe/place/keys.backup"})
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Where the objects go; must not exist.")
  private Path file = Path.of("");

  @Option(names = "--keys", paramLabel = "FILE", description = "Where the keys go.")
  private @Nullable Path keys;

  @Option(names = "--without-keys", description = "The keys are kept elsewhere already.")
  private boolean withoutKeys;

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if ((keys == null) != withoutKeys) {
      throw new InvalidRequest(
          "Say where the keys go with --keys FILE, or that you have them with --without-keys:"
              + " without them the Secrets in a backup cannot be read.");
    }
    Path directory = ServerFiles.of(data).directory();
    PrintWriter out = spec.commandLine().getOut();
    var contents = StoreBackup.writeObjects(directory, file.toAbsolutePath());
    out.printf(
        "%d objects up to revision %d are in %s; all were read back.%n",
        contents.objects(), contents.revision(), file);
    if (keys != null) {
      StoreBackup.writeKeys(directory, keys.toAbsolutePath());
      out.println("Keys, tokens and certificates are in " + keys + ". Keep it as a password.");
    }
    out.flush();
    return 0;
  }
}
