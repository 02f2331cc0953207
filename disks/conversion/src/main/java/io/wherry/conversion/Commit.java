package io.wherry.conversion;

import io.wherry.conversion.graft.DiskPatch;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings prepared changes onto the disks. Intent before act: the journal says {@code COMMITTING}
 * before the first byte of a disk changes, and whoever finds that entry commits again from the
 * start.
 */
final class Commit {
  /** A commit writes at most what the conversion changed; hours only on a very slow volume. */
  private static final Duration COMMIT_TIMEOUT = Duration.ofHours(2);

  private final Session session;
  private final ConversionJournal journal;

  Commit(Session session, ConversionJournal journal) {
    this.session = session;
    this.journal = journal;
  }

  /** Commits all changes. The disks are durable when it returns. */
  ConversionResult start(Attempt.Prepared prepared) {
    try {
      for (Change change : prepared.changes()) {
        ConversionJournal.sync(session.work().resolve(change.file()));
      }
      ConversionJournal.sync(session.work());
    } catch (IOException e) {
      throw new PeerUnavailable("Could not make the converted disks durable: " + e.getMessage(), e);
    }
    ConversionJournal.Entry entry =
        new ConversionJournal.Entry(
            ConversionJournal.State.COMMITTING, prepared.changes(), prepared.result(), List.of());
    journal.write(entry);
    return finish(entry);
  }

  /** Commits what the journal says, from the start. Repeatable. */
  ConversionResult finish(ConversionJournal.Entry entry) {
    try {
      for (Change change : entry.changes()) {
        Path disk = session.request().disks().get(change.disk()).path();
        apply(change, disk);
        ConversionJournal.sync(disk);
      }
      journal.write(
          new ConversionJournal.Entry(
              ConversionJournal.State.DONE, List.of(), entry.result(), stamps(session.request())));
      for (Change change : entry.changes()) {
        Files.deleteIfExists(session.work().resolve(change.file()));
      }
    } catch (IOException e) {
      throw new PeerUnavailable(
          "Could not commit the conversion of VM %s: %s. It will be repeated on the next run."
              .formatted(session.request().machine(), e.getMessage()),
          e);
    }
    return entry.result();
  }

  private void apply(Change change, Path disk) throws IOException {
    Path file = session.work().resolve(change.file());
    switch (change) {
      case Change.Patch _ -> DiskPatch.apply(file, disk);
      // -d keeps the overlay as it is, so that the commit can be repeated.
      case Change.Overlay _ ->
          session.qemuImg(
              COMMIT_TIMEOUT, List.of("commit", "-q", "-d", "-f", "qcow2", file.toString()));
    }
  }

  /**
   * Size and modification time of each disk: equal stamps mean that nobody wrote since. A block
   * device has no such stamp; it gets one that never matches.
   */
  static List<String> stamps(ConversionRequest request) throws IOException {
    List<String> stamps = new ArrayList<>();
    for (GuestDisk disk : request.disks()) {
      BasicFileAttributes a = Files.readAttributes(disk.path(), BasicFileAttributes.class);
      FileTime t = a.lastModifiedTime();
      stamps.add(a.isRegularFile() ? disk.path() + " " + a.size() + " " + t : "");
    }
    return stamps;
  }

  /** True when the disks are exactly as the last commit left them. */
  static boolean unchangedSince(ConversionJournal.Entry entry, ConversionRequest request) {
    try {
      List<String> now = stamps(request);
      return !now.contains("") && now.equals(entry.stamps());
    } catch (IOException e) {
      throw new PeerUnavailable("Could not look at the disks: " + e.getMessage(), e);
    }
  }
}
