package io.wherry.cli.gather;

import io.wherry.cli.plans.ApiOptions;
import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts objects, logs and events into one archive. */
@Command(
    name = "gather",
    description =
        "Collect objects, logs and events into an archive for support, without secrets: of a namespace (-n), of all (-A), of a plan, or of a machine.")
public final class GatherCommand implements Callable<Integer> {
  @Option(names = "--plan", paramLabel = "NAME", description = "Only what belongs to this plan.")
  private String plan = "";

  @Option(
      names = "--vm",
      paramLabel = "NAME",
      description = "Only what belongs to this machine: its name, or its id at the source.")
  private String vm = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The archive (default: ${DEFAULT-VALUE}). An existing file is not replaced.",
      defaultValue = "must-gather.tar.gz")
  private Path output = Path.of("must-gather.tar.gz");

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (Files.exists(output)) {
      throw new InvalidRequest(output + " exists. Give another name with -o.");
    }
    Instant now = Clock.systemUTC().instant();
    try (FabricKubeApi api = options.open()) {
      Filter filter = filter(new Scope(api, options.isAllNamespaces() ? "" : options.namespace()));
      try (EvidenceArchive archive = new EvidenceArchive(output, now)) {
        Gathering gathering = new Gathering(api, options.selection(), archive);
        gathering.run(filter);
        if (gathering.objects() == 0) {
          throw new InvalidRequest(
              "There is nothing in namespace %s, so nothing was gathered. -A takes all namespaces."
                  .formatted(options.namespace()));
        }
        archive.add("index.md", index(gathering, archive, now));
        archive.finish();
        gathering.notes().forEach(n -> spec.commandLine().getErr().println(n));
        spec.commandLine()
            .getOut()
            .println("%d objects are in %s".formatted(gathering.objects(), output));
        return 0;
      }
    }
  }

  private Filter filter(Scope scope) {
    if (!plan.isEmpty()) {
      return scope.plan(plan, vm);
    }
    return vm.isEmpty() ? new Filter.Whole() : scope.machine(vm);
  }

  private String index(Gathering gathering, EvidenceArchive archive, Instant now) {
    String what =
        (plan.isEmpty() ? "" : "plan " + plan + ", ")
            + (vm.isEmpty() ? "" : "machine " + vm + ", ")
            + (options.isAllNamespaces() ? "all namespaces" : "namespace " + options.namespace());
    String notes =
        gathering.notes().stream().map(n -> "* " + n + "\n").collect(Collectors.joining());
    return """
    # Gathered by wherry at %s

    Asked for: %s. Secrets, passwords and cloud-init data are hidden.

    ## What could not be read

    %s
    ## Files

    %s\
    """
        .formatted(
            now,
            what,
            notes.isEmpty() ? "Nothing was missing.\n" : notes,
            archive.names().stream().map(n -> "* " + n + "\n").collect(Collectors.joining()));
  }
}
