package io.wherry.cli;

import io.wherry.apiserver.security.TlsIdentity;
import io.wherry.problems.InvalidRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replaces the certificate authority of a standalone server. */
@Command(
    name = "authority",
    mixinStandardHelpOptions = true,
    description = {
      "Replace the certificate authority of the standalone server, which need not stop.",
      "The former authority vouches for the new one: kubeconfigs that know only the former one go",
      "on working until --forget. Give everybody a new kubeconfig before that."
    })
final class AuthorityCommand implements Callable<Integer> {
  @Option(names = "--replace", description = "Make a new authority.")
  private boolean replace;

  @Option(
      names = "--forget",
      description = "End the trust in former authorities and in all certificates they signed.")
  private boolean forget;

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ServerFiles files = ServerFiles.of(data);
    PrintWriter out = spec.commandLine().getOut();
    if (replace == forget) {
      out.println("Give either --replace or --forget.");
      return 2;
    }
    if (Files.notExists(files.tls().resolve("ca.crt"))) {
      throw new InvalidRequest(
          "No Wherry has served " + files.directory() + " yet. Start one with 'wherry up'.");
    }
    if (replace) {
      TlsIdentity.replaceAuthority(files.tls(), Clock.systemUTC());
      out.println("Replaced. The administrator's kubeconfig is renewed at the next 'wherry up'.");
    } else {
      TlsIdentity.forgetFormerAuthorities(files.tls());
      out.println(
          "Forgotten. A server that runs takes new connections on these terms within seconds.");
    }
    return 0;
  }
}
