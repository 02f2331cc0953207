package io.wherry.cli;

import io.wherry.apiserver.store.StoreRestore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a backup back. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Bring a backup back into a data directory in which no server runs.",
      "Resource versions jump ahead, so that no client takes new writes for ones it has seen."
    },
    footer = {"", "Example:", "  wherry restore monday.backup --keys keys.backup --data ~/wherry"})
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The objects, made by 'wherry backup'.")
  private Path file = Path.of("");

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "The keys, made by 'wherry backup'; not needed when the directory has its own.")
  private @Nullable Path keys;

  @Option(
      names = "--overwrite",
      description = "Put a state that is there aside, into before-restore.")
  private boolean overwrite;

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory to fill.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Path directory = ServerFiles.of(data).directory();
    var existing = overwrite ? StoreRestore.Existing.PUT_ASIDE : StoreRestore.Existing.REFUSE;
    var contents =
        StoreRestore.run(directory, new StoreRestore.Source(file.toAbsolutePath(), keys), existing);
    spec.commandLine()
        .getOut()
        .printf(
            "%d objects up to revision %d are back in %s.%n",
            contents.objects(), contents.revision(), directory);
    return 0;
  }
}
