package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.Problem;
import io.wherry.spi.Capability;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.SourceConnection;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Directories of OVA files and unpacked OVFs as a source of machines. */
public final class OvaProvider implements SourceProvider {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");

  /**
   * A file server tells nobody about changes; so the directory is read this often.
   *
   * @source inventory-and-providers.md 2.7: collector refresh 1 min
   */
  private static final Duration RESCAN = Duration.ofMinutes(1);

  private static final ConnectionForm FORM =
      new ConnectionForm(
          "Appliances (OVA)",
          "A folder of .ova files, local or by NFS",
          ConnectionForm.Field.url(
              "Folder",
              "server:/folder, or localhost:/folder on this machine",
              ConnectionForm.Manner.REQUIRED),
          List.of(),
          ConnectionForm.Tls.NONE);

  private final Clock clock;
  private final Path mounts;
  private final Duration rescan;

  /** For this machine. */
  public OvaProvider(Clock clock) {
    this(clock, MOUNTS, RESCAN);
  }

  /**
   * @param mounts a file like {@code /proc/self/mounts}
   * @param rescan how often a directory is read without being told of changes
   */
  public OvaProvider(Clock clock, Path mounts, Duration rescan) {
    this.clock = clock;
    this.mounts = mounts;
    this.rescan = rescan;
  }

  @Override
  public SourceType type() {
    return SourceType.OVA;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.REQUIRES_CONVERSION);
  }

  /** The contract's collections, and {@code appliances}: every file of the catalog, with errors. */
  @Override
  public List<String> collections() {
    return List.of("networks", "disks", "storages", "vms", "appliances");
  }

  @Override
  public Optional<ConnectionForm> form() {
    return Optional.of(FORM);
  }

  /** Only the URL; an OVA provider needs no credentials. */
  @Override
  public List<Problem> check(Endpoint endpoint, Credentials credentials) {
    try {
      OvaUrl.parse(endpoint.url());
      return List.of();
    } catch (InvalidRequest e) {
      return List.of(ConnectionForm.urlProblem(endpoint, String.valueOf(e.getMessage())));
    }
  }

  /**
   * Finds the directory; nothing is read yet. URLs are {@code localhost:/dir}, {@code
   * nfsserver:/export} (mounted on this machine) and {@code file:/dir} (see {@link #openMounted}).
   */
  @Override
  public SourceConnection connect(Endpoint endpoint, Credentials credentials) {
    OvaUrl url = OvaUrl.parse(endpoint.url());
    OvaConnection connection =
        new OvaConnection(endpoint.uid(), url, new OvaConnection.Around(clock, mounts, rescan));
    connection.test();
    return connection;
  }

  /**
   * The catalog as a worker sees it: mounted at a directory.
   *
   * @param directory absolute path where {@link io.wherry.spi.Share#mountPath()} really is
   */
  public SourceConnection openMounted(Path directory) {
    String url = OvaUrl.MOUNTED + ":" + directory.toAbsolutePath();
    return connect(new Endpoint("", "", "", url, Map.of()), Credentials.NONE);
  }
}
