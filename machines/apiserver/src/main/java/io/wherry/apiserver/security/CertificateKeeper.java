package io.wherry.apiserver.security;

import io.wherry.apiserver.store.Recurring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes certificates into use while the server runs: renewed before they expire, an authority that
 * was replaced, users whose certificates were revoked.
 */
public final class CertificateKeeper implements AutoCloseable {
  /** Soon enough for somebody who has just revoked a user and waits. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

  private static final Duration RENEW_EVERY = Duration.ofHours(6);

  /** Who is told. */
  public record Listeners(ClientCertificates clients, Consumer<TlsIdentity> renewed) {}

  private final Path directory;
  private final Clock clock;
  private final List<String> names;
  private final Listeners listeners;
  private final Recurring work;
  private volatile TlsIdentity identity;
  private Instant looked;
  private List<FileTime> authorities;
  private FileTime users;

  /**
   * Starts to look.
   *
   * @param names of the server
   * @param identity in use now
   */
  public CertificateKeeper(
      Path directory, Clock clock, List<String> names, TlsIdentity identity, Listeners listeners) {
    this.directory = directory;
    this.clock = clock;
    this.names = List.copyOf(names);
    this.identity = identity;
    this.listeners = listeners;
    this.looked = clock.instant();
    this.authorities = authorities();
    this.users = changed("users.json");
    this.work = new Recurring("looking after certificates", LOOK_EVERY, this::look);
  }

  /** What is in use. */
  public TlsIdentity identity() {
    return identity;
  }

  private void look() {
    FileTime usersNow = changed("users.json");
    if (!usersNow.equals(users)) {
      listeners.clients().readRevocations();
      users = usersNow;
    }
    List<FileTime> authoritiesNow = authorities();
    boolean due = !clock.instant().isBefore(looked.plus(RENEW_EVERY));
    if (due || !authoritiesNow.equals(authorities)) {
      TlsIdentity next = TlsIdentity.open(directory, clock, names);
      if (!next.sameAs(identity)) {
        listeners.renewed().accept(next);
        identity = next;
      }
      authorities = authorities();
      looked = clock.instant();
    }
  }

  private List<FileTime> authorities() {
    return List.of(changed("ca.crt"), changed("ca-former.crt"));
  }

  private FileTime changed(String file) {
    try {
      return Files.getLastModifiedTime(directory.resolve(file));
    } catch (IOException _) {
      return FileTime.fromMillis(0); // not there yet
    }
  }

  @Override
  public void close() {
    work.close();
  }
}
