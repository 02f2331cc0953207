package io.wherry.cli.rules;

import io.wherry.rego.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with rules. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Compile rules together with the default ones; name errors by file and line.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:the rules are good", "1:they cannot be read", "2:they have errors"})
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "A folder or file of rules (*.rego).")
  private Path folder = Path.of(".");

  @Mixin private RuleOptions options = new RuleOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    var out = spec.commandLine().getOut();
    Optional<Policy> policy = options.compile(Optional.of(folder), spec.commandLine().getErr());
    if (policy.isEmpty()) {
      return 2;
    }
    out.println(policy.get().rules().size() + " rules, no errors");
    out.flush();
    return 0;
  }
}
