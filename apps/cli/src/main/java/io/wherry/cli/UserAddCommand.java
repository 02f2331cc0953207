package io.wherry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.security.Kubeconfig;
import io.wherry.apiserver.security.UserCertificates;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a kubeconfig with a client certificate for a user. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Write a kubeconfig for a user; it holds a certificate with its key.",
    footer = {
      "",
      "Examples:",
      "  wherry user add jane --role edit --namespace demo",
      "  wherry user add ops --group operators --role cluster-admin --valid 30",
      "Without --role, bind roles with kubectl create rolebinding … --user jane."
    })
final class UserAddCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "Name of the user.")
  private String name = "";

  @Option(names = "--group", paramLabel = "GROUP", description = "A group; may be repeated.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Bind this cluster role to the user; the server must run.")
  private @Nullable String role;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description =
          "Where the role holds, and where the kubeconfig works; everywhere if not given.")
  private @Nullable String namespace;

  @Option(
      names = "--valid",
      paramLabel = "DAYS",
      description = "How long the certificate holds (default: ${DEFAULT-VALUE} days).",
      defaultValue = "365")
  private int days;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write it (default: NAME.kubeconfig). Must not exist.")
  private @Nullable Path out;

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ServerFiles files = ServerFiles.of(data);
    KubeconfigFile target = KubeconfigFile.fresh(out, name);
    ServerAddress server = ServerAddress.of(files.kubeconfigText());
    var issued =
        new UserCertificates(files.tls(), Clock.systemUTC())
            .issue(name, groups, Duration.ofDays(days));
    if (role != null) {
      bind(files, role);
    }
    var certificate =
        new Kubeconfig.Credential.Certificate(issued.certificatePem(), issued.keyPem());
    String home = namespace == null ? "default" : namespace;
    target.write(
        Kubeconfig.text(
            server.url(), issued.authorityPem(), new Kubeconfig.Identity(name, home, certificate)));
    PrintWriter text = spec.commandLine().getOut();
    text.println(target.path() + " holds until " + issued.expires() + ". Keep it as a password.");
    text.println("  KUBECONFIG=" + target.path() + " kubectl auth whoami");
    return 0;
  }

  private void bind(ServerFiles files, String clusterRole) {
    KindRef kind = namespace == null ? Kinds.CLUSTER_ROLE_BINDING : Kinds.ROLE_BINDING;
    String place = namespace == null ? "" : namespace;
    Resource binding = Resource.of(kind, place, "user:" + name + ":" + clusterRole);
    ObjectNode tree = binding.tree();
    tree.putObject("roleRef")
        .put("apiGroup", kind.group())
        .put("kind", Kinds.CLUSTER_ROLE.kind())
        .put("name", clusterRole);
    tree.putArray("subjects")
        .addObject()
        .put("apiGroup", kind.group())
        .put("kind", "User")
        .put("name", name);
    try (KubeApi api = FabricKubeApi.ofKubeconfig(files.kubeconfigText())) {
      Resource _ = api.apply(kind, binding, "wherry-cli");
    }
  }
}
