package io.wherry.cli.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.policy.Explanation;
import io.wherry.problems.InvalidRequest;
import io.wherry.rego.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why concerns are raised. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Say which rules have concerns about a machine, and because of which values.",
    footer = {
      "",
      "Example:",
      "  kubectl get --raw /inventory/providers/ova/UID/workloads/ID | wherry rules explain -p ova -"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "The machine as the inventory shows it, as JSON; - reads standard input.")
  private String file = "-";

  @Option(
      names = {"-p", "--provider"},
      required = true,
      description = "vmware (or vsphere), ovirt, openstack, ova or hyperv.")
  private String provider = "";

  @Mixin private RuleOptions options = new RuleOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Optional<Policy> policy = options.compile(Optional.empty(), spec.commandLine().getErr());
    if (policy.isEmpty()) {
      return 2;
    }
    String family = provider.equals("vsphere") ? "vmware" : provider;
    var out = spec.commandLine().getOut();
    new Explanation(policy.get(), Clock.systemUTC()).lines(family, machine()).forEach(out::println);
    out.flush();
    return 0;
  }

  private JsonNode machine() throws IOException {
    String text =
        file.equals("-")
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : Files.readString(Path.of(file));
    try {
      JsonNode read = new ObjectMapper().readTree(text);
      // What was saved of a call to a policy agent has the machine below "input".
      return read.path("input").isObject() ? read.path("input") : read;
    } catch (JsonProcessingException e) {
      throw new InvalidRequest("This is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
