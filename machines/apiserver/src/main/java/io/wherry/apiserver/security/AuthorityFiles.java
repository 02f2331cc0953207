package io.wherry.apiserver.security;

import io.wherry.certificates.Authority;
import io.wherry.certificates.LeafRequest;
import io.wherry.certificates.Pem;
import io.wherry.certificates.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The certificate authority that signs the server's and the users' certificates. When it is
 * replaced, the old one vouches for the new one until it expires: clients that know only the old
 * one still trust the server, and its users' certificates still hold.
 */
final class AuthorityFiles {
  private static final Duration LIFE = Duration.ofDays(3650);
  private static final String CURRENT = "ca";
  private static final String FORMER = "ca-former.crt";
  private static final String CROSS = "ca-cross.crt";

  private final Authority authority;
  private final List<X509Certificate> former;
  private final List<X509Certificate> chain;

  private AuthorityFiles(
      Authority authority, List<X509Certificate> former, List<X509Certificate> chain) {
    this.authority = authority;
    this.former = List.copyOf(former);
    this.chain = List.copyOf(chain);
  }

  /** Reads the files, or makes an authority when there is none or it is about to expire. */
  static AuthorityFiles open(Path directory, Clock clock) throws IOException {
    CertificatePair pair = CertificatePair.in(directory, CURRENT);
    if (!pair.isUsable(clock)) {
      replace(directory, clock);
    }
    Authority authority = new Authority(pair.read());
    X509Certificate current = authority.certificate();
    List<X509Certificate> former =
        certificates(directory.resolve(FORMER)).stream()
            .filter(c -> clock.instant().isBefore(c.getNotAfter().toInstant()))
            .toList();
    List<X509Certificate> cross =
        certificates(directory.resolve(CROSS)).stream()
            .filter(c -> !former.isEmpty() && c.getPublicKey().equals(current.getPublicKey()))
            .toList();
    return new AuthorityFiles(authority, former, cross.isEmpty() ? List.of(current) : cross);
  }

  /** Makes a new authority; the present one, if it is usable, vouches for it. */
  static void replace(Path directory, Clock clock) throws IOException {
    CertificatePair pair = CertificatePair.in(directory, CURRENT);
    Validity validity = Validity.starting(clock.instant(), LIFE);
    Authority next = Authority.make("wherry-ca-" + clock.instant().getEpochSecond(), validity);
    if (pair.holdsFor(Duration.ZERO, clock)) {
      Authority old = new Authority(pair.read());
      X509Certificate known = old.certificate();
      Validity rest = new Validity(validity.from(), known.getNotAfter().toInstant());
      List<X509Certificate> former = new ArrayList<>(List.of(known));
      former.addAll(certificates(directory.resolve(FORMER)));
      CertificatePair.writeText(directory.resolve(FORMER), pem(former));
      X509Certificate cross = old.vouchFor(next.certificate(), rest);
      CertificatePair.writeText(directory.resolve(CROSS), Pem.of(cross));
    }
    pair.write(next.identity());
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    return Files.exists(file) ? Pem.certificates(Files.readString(file)) : List.of();
  }

  /** Stops trusting what former authorities signed. */
  static void forgetFormer(Path directory) throws IOException {
    boolean _ = Files.deleteIfExists(directory.resolve(FORMER));
    boolean _ = Files.deleteIfExists(directory.resolve(CROSS));
  }

  X509Certificate issue(LeafRequest request) {
    return authority.issue(request);
  }

  /** The one that signs. */
  X509Certificate current() {
    return authority.certificate();
  }

  /** What follows the server's certificate, for clients that know a former authority only. */
  List<X509Certificate> chain() {
    return chain;
  }

  /** Those whose signatures count, the current one first. */
  List<X509Certificate> trusted() {
    List<X509Certificate> all = new ArrayList<>(List.of(current()));
    all.addAll(former);
    return all;
  }

  /** For clients: the current authority and the former ones. */
  String pem() {
    return pem(trusted());
  }

  private static String pem(List<X509Certificate> certificates) {
    return certificates.stream().map(Pem::of).collect(Collectors.joining());
  }
}
