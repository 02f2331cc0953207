package io.wherry.apiserver.security;

import io.wherry.apiserver.security.UserRecords.Entry;
import io.wherry.apiserver.security.UserRecords.Standing;
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
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Gives certificates to users and takes them back, for whoever can read the authority's key. A
 * server that runs notices within seconds.
 */
public final class UserCertificates {
  private final Path directory;
  private final UserRecords records;
  private final Clock clock;

  /**
   * A user's certificate with its key.
   *
   * @param certificatePem the certificate
   * @param keyPem secret
   * @param authorityPem what the user verifies the server with
   */
  public record Issued(
      String certificatePem, String keyPem, String authorityPem, Instant expires) {}

  /** A certificate that was given to a user. */
  public record Given(String name, List<String> groups, Instant expires, boolean revoked) {}

  /**
   * @param directory the {@code tls} directory of a server that has been started once
   */
  public UserCertificates(Path directory, Clock clock) {
    this.directory = directory;
    this.records = new UserRecords(directory);
    this.clock = clock;
  }

  /**
   * Makes a key and signs a certificate for it.
   *
   * @throws InvalidRequest when no server has made an authority yet, or a name is not usable
   */
  public Issued issue(String name, List<String> groups, Duration validFor) {
    requireName(name, groups);
    try {
      AuthorityFiles authority = authority();
      KeyPair keys = Identity.newKeys();
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      Validity validity = Validity.starting(now, validFor);
      Subject subject = new Subject(name, groups);
      X509Certificate certificate =
          authority.issue(
              new LeafRequest(
                  subject, keys.getPublic(), validity, Set.of(Usage.CLIENT), List.of()));
      List<Entry> all = new ArrayList<>(current());
      String serial = certificate.getSerialNumber().toString(16);
      all.add(new Entry(name, groups, serial, validity.to(), Standing.GOOD));
      records.save(all);
      return new Issued(Pem.of(certificate), Pem.of(keys), authority.pem(), validity.to());
    } catch (IOException e) {
      throw TlsIdentity.unusable(directory, e);
    }
  }

  private AuthorityFiles authority() throws IOException {
    if (!Files.exists(directory.resolve("ca.key"))) {
      throw new InvalidRequest(
          "There is no certificate authority in "
              + directory
              + " yet. Start the server once with 'wherry up', or give its --data directory.");
    }
    return AuthorityFiles.open(directory, clock);
  }

  private static void requireName(String name, List<String> groups) {
    boolean ours = name.startsWith("system:") && !name.startsWith("system:serviceaccount:");
    if (name.isBlank() || name.length() > 64 || ours) {
      throw new InvalidRequest(
          "A user needs a name of 1 to 64 characters that does not begin with system:, not \""
              + name
              + "\".");
    }
    for (String group : groups) {
      if (group.isBlank() || group.length() > 64) {
        throw new InvalidRequest("A group needs a name of 1 to 64 characters.");
      }
    }
  }

  /** Those that have not expired. */
  public List<Given> given() {
    try {
      return current().stream()
          .map(e -> new Given(e.name(), e.groups(), e.expires(), e.standing() == Standing.REVOKED))
          .toList();
    } catch (IOException e) {
      throw TlsIdentity.unusable(directory, e);
    }
  }

  /** Takes back all certificates of the user; returns how many. */
  public int revoke(String name) {
    try {
      int revoked = 0;
      List<Entry> next = new ArrayList<>();
      for (Entry entry : current()) {
        boolean hit = entry.name().equals(name) && entry.standing() == Standing.GOOD;
        revoked += hit ? 1 : 0;
        next.add(
            hit
                ? new Entry(name, entry.groups(), entry.serial(), entry.expires(), Standing.REVOKED)
                : entry);
      }
      records.save(next);
      return revoked;
    } catch (IOException e) {
      throw TlsIdentity.unusable(directory, e);
    }
  }

  private List<Entry> current() throws IOException {
    return records.all().stream().filter(e -> e.expires().isAfter(clock.instant())).toList();
  }
}
