package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes a provider and its Secret. Knows no type: keys of Secret and settings are given as they
 * are. Secret values come from files, so that they never stand in a process list.
 */
@Command(
    name = "provider",
    description = {
      "Create a provider with its Secret.",
      "wherry create provider vc --type vsphere --url https://vc/sdk --secret user=u.txt --secret"
          + " password=p.txt"
    })
final class CreateProviderCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The provider's name.")
  private String name = "";

  @Option(names = "--type", required = true, description = "ova, vsphere, ovirt, openstack …")
  private String type = "";

  @Option(
      names = "--url",
      description = "Where it is; empty means this cluster.",
      defaultValue = "")
  private String url = "";

  @Option(
      names = "--secret",
      paramLabel = "KEY=FILE",
      description = "A value of the Secret, read from a file; - reads standard input.")
  private Map<String, String> secrets = new LinkedHashMap<>();

  @Option(names = "--setting", paramLabel = "KEY=VALUE", description = "An entry of the settings.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--provider-insecure-skip-tls",
      description = "Do not check the provider's certificate. Anybody on the way can read it all.")
  private boolean insecure;

  @Option(
      names = "--dry-run",
      description = "Print the manifests without the values of the Secret.")
  private boolean dryRun;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Resource provider = provider();
    if (dryRun) {
      spec.commandLine()
          .getOut()
          .println(Printer.manifests(List.of(secret(_ -> "…"), provider)).stripTrailing());
      return 0;
    }
    try (FabricKubeApi api = options.open()) {
      Resource _ = api.create(Kinds.SECRET, secret(CreateProviderCommand::read));
      Resource _ = api.create(Kinds.PROVIDER, provider);
      spec.commandLine().getOut().println("created provider " + name);
      return 0;
    }
  }

  private Resource secret(java.util.function.UnaryOperator<String> value) {
    Resource secret = Resource.of(Kinds.SECRET, options.namespace(), name);
    ((ObjectNode) secret.tree().get("metadata"))
        .putObject("labels")
        .put("createdForProviderType", type)
        .put("createdForResourceType", "providers");
    secret.tree().put("type", "Opaque");
    ObjectNode data = secret.tree().putObject("stringData").put("url", url);
    secrets.forEach((key, file) -> data.put(key, value.apply(file)));
    if (insecure) {
      data.put("insecureSkipVerify", "true");
    }
    return secret;
  }

  private Resource provider() {
    Resource provider = Resource.of(Kinds.PROVIDER, options.namespace(), name);
    ObjectNode tree = provider.tree().putObject("spec").put("type", type).put("url", url);
    tree.putObject("secret").put("name", name).put("namespace", options.namespace());
    if (!settings.isEmpty()) {
      ObjectNode object = tree.putObject("settings");
      settings.forEach(object::put);
    }
    return provider;
  }

  private static String read(String file) {
    try {
      byte[] bytes =
          file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
      return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw new InvalidRequest("The file " + file + " of --secret cannot be read: " + e, e);
    }
  }
}
