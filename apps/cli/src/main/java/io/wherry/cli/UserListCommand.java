package io.wherry.cli;

import io.wherry.apiserver.security.UserCertificates;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who has a certificate. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Show the certificates that were given to users and have not expired.")
final class UserListCommand implements Callable<Integer> {
  private static final String ROW = "%-24s %-28s %-22s %s%n";

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(ROW, "NAME", "GROUPS", "EXPIRES", "STATE");
    var users = new UserCertificates(ServerFiles.of(data).tls(), Clock.systemUTC());
    for (UserCertificates.Given user : users.given()) {
      String groups = String.join(",", user.groups());
      out.printf(ROW, user.name(), groups, user.expires(), user.revoked() ? "revoked" : "good");
    }
    out.flush();
    return 0;
  }
}
