package io.wherry.server.node;

import io.wherry.certificates.Authority;
import io.wherry.certificates.Identity;
import io.wherry.certificates.LeafRequest;
import io.wherry.certificates.Pem;
import io.wherry.certificates.Subject;
import io.wherry.certificates.Usage;
import io.wherry.certificates.Validity;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Certificates by which nodes of this server prove to each other who they are while a machine's
 * memory travels. The authority lives in memory only: all certificates are made anew at each start,
 * and QEMU reads them when a migration begins.
 */
public final class MigrationCredentials {
  private static final Duration LIFE = Duration.ofDays(397);
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Authority authority;
  private final Clock clock;

  public MigrationCredentials(Clock clock) {
    this.clock = clock;
    this.authority = Authority.make("wherry-migrations", Validity.starting(clock.instant(), LIFE));
  }

  /**
   * Writes the credentials of a node, in the names that QEMU looks for.
   *
   * @param folder made when missing, for the owner only
   * @return the folder
   * @throws InvalidRequest it cannot be written
   */
  public Path write(Path folder, String node, String address) {
    KeyPair keys = Identity.newKeys();
    LeafRequest request =
        new LeafRequest(
            Subject.named(node),
            keys.getPublic(),
            Validity.starting(clock.instant(), LIFE),
            Set.of(Usage.SERVER, Usage.CLIENT),
            List.of(node, address));
    String certificate = Pem.of(authority.issue(request));
    try {
      Path _ = Files.createDirectories(folder, OWNER_ONLY);
      Path _ = Files.writeString(folder.resolve("ca-cert.pem"), Pem.of(authority.certificate()));
      for (String role : List.of("server", "client")) {
        Path _ = Files.writeString(folder.resolve(role + "-cert.pem"), certificate);
        Path _ = Files.writeString(folder.resolve(role + "-key.pem"), Pem.of(keys));
      }
      return folder;
    } catch (IOException e) {
      throw new InvalidRequest("The credentials in " + folder + " cannot be written: " + e, e);
    }
  }
}
