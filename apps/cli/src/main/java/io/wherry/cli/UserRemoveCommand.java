package io.wherry.cli;

import io.wherry.apiserver.security.UserCertificates;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a user's certificates back. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = {
      "Take back all certificates of a user; a server that runs refuses them within seconds.",
      "Role bindings stay: another user of this name would have them again."
    })
final class UserRemoveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "Name of the user.")
  private String name = "";

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    int revoked = new UserCertificates(ServerFiles.of(data).tls(), Clock.systemUTC()).revoke(name);
    String what = revoked == 1 ? " certificate of " : " certificates of ";
    spec.commandLine().getOut().println(revoked + what + name + " taken back.");
    return revoked > 0 ? 0 : 1;
  }
}
