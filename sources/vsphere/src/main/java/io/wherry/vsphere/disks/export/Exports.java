package io.wherry.vsphere.disks.export;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.http.RequestSigner;
import io.wherry.blocks.tls.Thumbprint;
import io.wherry.blocks.tls.Trust;
import io.wherry.blocks.vmdk.GrainStream;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.vsphere.inventory.Devices;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.vim.Session;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens disks through exports. Works on every kind of datastore, but only as a whole: cold, and for
 * the first pass of a warm import.
 *
 * @source inventory-and-providers.md section 3.3 (b)
 */
public final class Exports {
  /** Readers ask for chunks of 4 MiB, some at a time, in order. */
  private static final int WINDOW = 64 << 20;

  private static final Duration ANSWER = Duration.ofMinutes(5);
  private static final Pattern KEY = Pattern.compile(".*/(\\w+?)(\\d+):(\\d+)");

  private final Session session;

  public Exports(Session session) {
    this.session = session;
  }

  /**
   * A disk to export.
   *
   * @param what a machine that is off, or a snapshot
   * @param index among the machine's disks
   * @param disks how many it has
   */
  public record Wanted(MoRef what, Devices.Disk disk, int index, int disks, String label) {}

  /**
   * Begins the export. Blocks. Close the reader to end it.
   *
   * @throws InvalidRequest the server exports no such disk, or one of another size
   */
  public BlockReader open(Wanted wanted) {
    AtomicReference<Window> seen = new AtomicReference<>();
    ExportLease lease =
        ExportLease.begin(
            session,
            wanted.what(),
            () -> {
              Window window = seen.get();
              return window == null ? 0 : window.percent();
            });
    try {
      Source source = source(find(lease, wanted));
      long capacity = wanted.disk().capacity();
      Window window = new Window(() -> stream(source, wanted), WINDOW, capacity);
      seen.set(window);
      return new ExportedDisk(
          window,
          capacity,
          () -> {
            window.close();
            source.client().shutdownNow();
            if (window.isThrough()) {
              lease.complete();
            } else {
              lease.close();
            }
          });
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private record Source(URI uri, Trust trust, boolean own, HttpClient client) {}

  private Source source(ExportLease.Device device) {
    boolean own = device.url().contains("//*") || isOwn(device.url());
    URI server = session.access().sdk();
    String host = server.getHost() + (server.getPort() < 0 ? "" : ":" + server.getPort());
    URI uri = URI.create(device.url().replaceFirst("//\\*(:\\d+)?", "//" + host));
    Trust trust =
        own || device.thumbprint().isEmpty()
            ? session.access().trust()
            : Trust.pinned(Thumbprint.parse(device.thumbprint()));
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(trust.context())
            .build();
    return new Source(uri, trust, own, client);
  }

  /** Other hosts know the export by its address and must not see our login. */
  private boolean isOwn(String url) {
    URI server = session.access().sdk();
    URI uri = URI.create(url);
    return server.getHost().equalsIgnoreCase(uri.getHost()) && server.getPort() == uri.getPort();
  }

  private GrainStream stream(Source source, Wanted wanted) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(source.uri()).timeout(ANSWER).GET();
    RequestSigner signer = source.own() ? session.signer() : RequestSigner.none();
    signer.headers("GET", source.uri(), Map.of()).forEach(request::header);
    try {
      HttpResponse<InputStream> answer =
          source.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        answer.body().close();
        throw new IOException("status " + answer.statusCode());
      }
      GrainStream stream = new GrainStream(answer.body(), wanted.label());
      if (stream.capacity() != wanted.disk().capacity()) {
        stream.close();
        throw new InvalidRequest(
            "The export of %s has %d bytes, vSphere says %d."
                .formatted(wanted.label(), stream.capacity(), wanted.disk().capacity()));
      }
      return stream;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while an export was opened.", e);
    }
  }

  private static ExportLease.Device find(ExportLease lease, Wanted wanted) {
    List<ExportLease.Device> named =
        lease.devices().stream().filter(d -> isAt(d.key(), wanted.disk())).toList();
    if (named.size() == 1) {
      return named.getFirst();
    }
    if (lease.devices().size() == wanted.disks()) {
      return lease.devices().get(wanted.index());
    }
    throw new InvalidRequest(
        "The server exports %s, but which of them %s is cannot be told."
            .formatted(lease.devices().stream().map(d -> d.key()).toList(), wanted.label()));
  }

  private static boolean isAt(String key, Devices.Disk disk) {
    Matcher m = KEY.matcher(key);
    return m.matches()
        && Devices.Bus.ofController(m.group(1)) == disk.bus()
        && Integer.parseInt(m.group(2)) == disk.controllerKey() % 100
        && Integer.parseInt(m.group(3)) == disk.unit();
  }
}
