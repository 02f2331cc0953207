package io.wherry.cli.rules;

import io.wherry.policy.RuleTests;
import io.wherry.policy.RuleTests.Result;
import io.wherry.policy.RuleTests.Verdict;
import io.wherry.rego.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the tests of rules. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Run the tests among rules: those whose names begin with test_.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all tests pass", "1:some fail, or there are none", "2:errors in rules"})
final class TestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "A folder or file of rules (*.rego).")
  private Path folder = Path.of(".");

  @Option(
      names = {"-q", "--quiet"},
      description = "Show only tests that do not pass.")
  private boolean quiet;

  @Mixin private RuleOptions options = new RuleOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Optional<Policy> policy = options.compile(Optional.of(folder), spec.commandLine().getErr());
    if (policy.isEmpty()) {
      return 2;
    }
    List<Result> results = new RuleTests(policy.get(), Clock.systemUTC()).run();
    PrintWriter out = spec.commandLine().getOut();
    results.forEach(result -> show(result, out));
    long passed = results.stream().filter(r -> r.verdict() == Verdict.PASS).count();
    out.println(passed + " of " + results.size() + " tests pass");
    out.flush();
    return !results.isEmpty() && passed == results.size() ? 0 : 1;
  }

  private void show(Result result, PrintWriter out) {
    if (quiet && result.verdict() == Verdict.PASS) {
      return;
    }
    out.println(result.verdict() + " " + result.test().name() + " (" + result.test().at() + ")");
    result.notes().forEach(note -> out.println("     " + note));
  }
}
