package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a directory of appliances again and again, reading only what changed. One bad appliance
 * never hides another. One thread at a time.
 */
final class Catalog {
  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  /** Unchanged for so long, a file that can be read is believed at the first look. */
  private static final long SETTLED_MILLIS = 2_000;

  /**
   * Unchanged for so long, an incomplete file is called damaged.
   *
   * @source inventory-and-providers.md 2.7
   */
  private static final long ABANDONED_MILLIS = 30_000;

  private static final int MOST_FILES_BESIDE = 10_000;

  private final Path root;
  private final Clock clock;
  private final long extraMillis;
  private Map<String, CatalogEntry> known = new HashMap<>();

  private Catalog(Path root, Clock clock, long extraMillis) {
    this.root = root;
    this.clock = clock;
    this.extraMillis = extraMillis;
  }

  /** Shows an appliance only once it seems to be written completely. */
  static Catalog patient(Path root, Clock clock) {
    return new Catalog(root, clock, 0);
  }

  /** Takes every file as it is. */
  static Catalog impatient(Path root, Clock clock) {
    return new Catalog(root, clock, ABANDONED_MILLIS);
  }

  /**
   * @param entries by label
   * @param directories to watch
   */
  record View(TreeMap<String, CatalogEntry> entries, Iterable<Path> directories) {
    /** True when another look soon will tell more. */
    boolean isUnsettled() {
      return entries.values().stream().anyMatch(e -> e.state() == CatalogEntry.State.Waiting);
    }
  }

  /** Walks and reads. Blocks. Fails only when the directory itself cannot be read. */
  View look() {
    try {
      Path real = root.toRealPath();
      CatalogFiles files = CatalogFiles.find(real);
      TreeMap<String, CatalogEntry> entries = new TreeMap<>();
      for (var e : files.archives().entrySet()) {
        archive(real, e.getKey(), e.getValue()).ifPresent(n -> entries.put(n.label(), n));
      }
      for (var e : files.folders().entrySet()) {
        folder(real, e.getKey(), e.getValue()).ifPresent(n -> entries.put(n.label(), n));
      }
      known = new TreeMap<>(entries); // before twins are refused: their reason may go away
      refuseTwins(entries);
      return new View(entries, files.directories());
    } catch (IOException e) {
      throw new PeerUnavailable("The catalog " + root + " cannot be read: " + reason(e), e);
    }
  }

  private Optional<CatalogEntry> archive(Path real, String label, Path file) {
    return entry(
        label,
        () -> {
          CatalogFiles.mustBeInside(real, file, label);
          return CatalogFiles.stamp(file, List.of());
        },
        () -> Bundle.ofArchive(label, file),
        Optional.empty());
  }

  private Optional<CatalogEntry> folder(Path real, String label, Path ovf) {
    Path directory = ovf.resolveSibling(".").normalize();
    return entry(
        label,
        () -> {
          CatalogFiles.mustBeInside(real, ovf, label);
          return CatalogFiles.stamp(ovf, beside(directory));
        },
        () -> Bundle.ofFolder(label, directory),
        Optional.of(String.valueOf(ovf.getFileName())));
  }

  private static List<Path> beside(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).limit(MOST_FILES_BESIDE).sorted().toList();
    }
  }

  /** A question to the file system. */
  private interface Asking<T> {
    T ask() throws IOException;
  }

  private Optional<CatalogEntry> entry(
      String label,
      Asking<CatalogEntry.Stamp> stamping,
      Asking<Bundle> opening,
      Optional<String> ovfName) {
    var stamp = new CatalogEntry.Stamp(0, 0, 0);
    try {
      stamp = stamping.ask();
      CatalogEntry before = known.get(label);
      boolean same = before != null && before.stamp().equals(stamp);
      if (before != null && same && before.state() != CatalogEntry.State.Waiting) {
        return Optional.of(before);
      }
      long age = clock.millis() - stamp.modifiedMillis() + extraMillis;
      if (stamp.size() == 0 && age < ABANDONED_MILLIS) {
        return Optional.of(CatalogEntry.waiting(label, stamp, label + " is empty so far."));
      }
      boolean settled = same || age >= SETTLED_MILLIS;
      return Optional.of(read(label, stamp, opening.ask(), ovfName, settled, age));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | UncheckedIOException | PeerUnavailable e) {
      return Optional.of(
          CatalogEntry.waiting(label, stamp, label + " cannot be read: " + reason(e)));
    } catch (InvalidRequest e) {
      return Optional.of(CatalogEntry.error(label, stamp, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("reading {} failed by our own mistake", label, e);
      return Optional.of(CatalogEntry.error(label, stamp, label + " cannot be read: " + e));
    }
  }

  private static CatalogEntry read(
      String label,
      CatalogEntry.Stamp stamp,
      Bundle bundle,
      Optional<String> ovfName,
      boolean settled,
      long age) {
    boolean abandoned = age >= ABANDONED_MILLIS;
    if (bundle.cut().isPresent()) {
      String message = bundle.cut().get() + " Copy it again if nothing is copying it now.";
      return abandoned
          ? CatalogEntry.error(label, stamp, message)
          : CatalogEntry.waiting(label, stamp, message);
    }
    Appliance appliance =
        ApplianceReader.read(bundle, ovfName.orElseGet(() -> ApplianceReader.ovfOf(bundle)));
    if (!settled) {
      return CatalogEntry.waiting(label, stamp, label + " has just changed.");
    }
    return appliance.incomplete().isPresent() && bundle.mayGrow() && !abandoned
        ? CatalogEntry.waiting(label, stamp, appliance.incomplete().get())
        : CatalogEntry.ready(label, stamp, appliance);
  }

  /** Ids must be unique: of two machines with the same UUID the first by name is shown. */
  private static void refuseTwins(TreeMap<String, CatalogEntry> entries) {
    Map<String, String> owners = new HashMap<>();
    for (CatalogEntry entry : List.copyOf(entries.values())) {
      List<String> twins = new ArrayList<>();
      for (Appliance.Machine machine :
          entry.appliance().map(Appliance::machines).orElse(List.of())) {
        String owner = owners.putIfAbsent(machine.id(), entry.label());
        if (owner != null) {
          twins.add(machine.id() + " of " + owner);
        }
      }
      if (!twins.isEmpty()) {
        entries.put(
            entry.label(),
            CatalogEntry.error(
                entry.label(),
                entry.stamp(),
                "%s is not shown: it has the same machine id as another appliance: %s. Remove one of them."
                    .formatted(entry.label(), twins)));
      }
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
