package io.wherry.blocks.imageio;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpCalls;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.problems.InvalidRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk behind a transfer's URL of ovirt-imageio. Safe for several threads; the connections are
 * closed with the last of its readers.
 *
 * @source inventory-and-providers.md section 3.5, full download by imageio
 */
public final class ImageioDisk implements BlockReader {
  private static final Logger LOG = LoggerFactory.getLogger(ImageioDisk.class);
  private static final int MOST_OPTIONS = 64 << 10;
  // About half a million extents. A disk in more pieces is read as a whole, which is only slower.
  private static final int MOST_EXTENTS = 32 << 20;

  private final Shared shared;

  /** What all readers of one disk have in common. */
  private record Shared(
      URI uri, HttpCalls calls, HttpSource source, ServerOptions options, AtomicInteger users) {}

  private ImageioDisk(Shared shared) {
    this.shared = shared;
    int _ = shared.users().incrementAndGet();
  }

  /**
   * Asks for what the server can and for the disk's size. Blocks.
   *
   * @param transfer the transfer's URL, with its ticket
   * @throws InvalidRequest there is no such transfer
   * @throws io.wherry.problems.PeerRefused the ticket is not valid (any more)
   * @throws io.wherry.problems.PeerUnavailable nobody answers
   */
  public static ImageioDisk open(HttpAddress transfer, HttpOptions options) {
    HttpCalls calls = new HttpCalls(options);
    try {
      var ask = new HttpCalls.Call("OPTIONS", transfer.uri(), Map.of());
      ServerOptions offered =
          calls.document(ask, MOST_OPTIONS).map(ServerOptions::read).orElse(ServerOptions.NONE);
      int connections = Math.min(options.connections(), offered.readers());
      HttpSource source = HttpSource.open(transfer, options.withConnections(connections));
      return new ImageioDisk(
          new Shared(transfer.uri(), calls, source, offered, new AtomicInteger()));
    } catch (RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return shared.source().size();
  }

  @Override
  public String version() {
    return shared.source().version();
  }

  @Override
  public Iterable<Extent> extents() {
    if (size() == 0) {
      return List.of();
    }
    return shared.options().hasExtents()
        ? fetch("zero")
            .map(json -> ExtentList.read(json, name(), size()).all())
            .orElseGet(this::whole)
        : whole();
  }

  /**
   * What changed since the checkpoint of the transfer's backup; ranges that read as zeros are of
   * kind {@link ExtentKind#ZERO}. Blocks.
   *
   * @throws InvalidRequest the transfer is of no incremental backup
   */
  public List<Extent> dirty() {
    return fetch("dirty")
        .map(json -> ExtentList.read(json, name(), size()).dirty())
        .orElseGet(this::whole);
  }

  private Optional<byte[]> fetch(String context) {
    URI uri = URI.create(shared.uri() + "/extents?context=" + context);
    Optional<byte[]> json =
        shared.calls().document(new HttpCalls.Call("GET", uri, Map.of()), MOST_EXTENTS);
    if (json.isEmpty()) {
      LOG.warn("{}: the disk lies in too many pieces; all of it is read.", name());
    }
    return json;
  }

  private List<Extent> whole() {
    return List.of(new Extent(0, size(), ExtentKind.DATA));
  }

  private String name() {
    return shared.source().name();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    shared.source().read(offset, into);
  }

  @Override
  public ImageioDisk another() {
    return new ImageioDisk(shared);
  }

  @Override
  public void close() {
    if (shared.users().decrementAndGet() == 0) {
      shared.source().close();
      shared.calls().close();
    }
  }
}
