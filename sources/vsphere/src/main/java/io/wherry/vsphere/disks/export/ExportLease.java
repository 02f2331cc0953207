package io.wherry.vsphere.disks.export;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.VimFault;
import io.wherry.vsphere.soap.Xml;
import io.wherry.vsphere.vim.Faults;
import io.wherry.vsphere.vim.PropertyReader;
import io.wherry.vsphere.vim.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's promise to export a machine, as long as it hears of us. One that nobody keeps alive,
 * after a crash for example, ends by itself.
 *
 * @source inventory-and-providers.md section 3.3 (b)
 */
final class ExportLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExportLease.class);

  private static final long LOOK_MILLIS = 250;

  /** Five minutes: hosts begin exports one after the other. */
  private static final int MOST_LOOKS = 1200;

  private static final long LONGEST_SILENCE_MILLIS = 60_000;
  private static final long DEFAULT_SECONDS = 300;

  private final Session session;
  private final MoRef lease;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Device> devices;

  /**
   * A file that is exported.
   *
   * @param key names controller and unit, for example {@code /vm-7/ParaVirtualSCSIController0:1}
   * @param url a star as its host stands for the server itself
   * @param thumbprint of the certificate of another host; may be empty
   */
  record Device(String key, String url, String thumbprint) {}

  private ExportLease(Session session, MoRef lease, List<Device> devices) {
    this.session = session;
    this.lease = lease;
    this.devices = devices;
  }

  /**
   * Asks for an export and waits until it is ready. Blocks, for minutes on a busy host.
   *
   * @param what a machine that is off, or a snapshot
   * @param percent how far we are, asked now and then
   * @throws PeerUnavailable the server does not get ready, or is busy
   */
  static ExportLease begin(Session session, MoRef what, IntSupplier percent) {
    String method = what.type().equals("VirtualMachineSnapshot") ? "ExportSnapshot" : "ExportVm";
    Xml answer =
        session.ask(Call.of(method, what), "The export of " + what.value() + " was not begun");
    MoRef lease = answer.ref("returnval");
    Xml info = ready(session, lease);
    List<Device> devices =
        info.all("deviceUrl").stream()
            .filter(d -> !d.text("disk").equals("false"))
            .map(d -> new Device(d.text("key"), d.text("url"), d.text("sslThumbprint")))
            .toList();
    ExportLease begun = new ExportLease(session, lease, devices);
    begun.keep(timeout(info), percent);
    return begun;
  }

  /** Its disks, in the machine's order. */
  List<Device> devices() {
    return devices;
  }

  private static long timeout(Xml info) {
    String seconds = info.text("leaseTimeout");
    return seconds.matches("[1-9][0-9]{0,8}") ? Long.parseLong(seconds) : DEFAULT_SECONDS;
  }

  private static Xml ready(Session session, MoRef lease) {
    PropertyReader reader = new PropertyReader(session);
    for (int look = 0; look < MOST_LOOKS; look++) {
      Map<String, Xml> now = reader.read(lease, "state", "info", "error");
      switch (now.getOrDefault("state", Xml.NOTHING).text()) {
        case "ready" -> {
          return now.getOrDefault("info", Xml.NOTHING);
        }
        case "error", "done" -> throw failure(now.getOrDefault("error", Xml.NOTHING));
        default -> pause();
      }
    }
    throw new PeerUnavailable("The export " + lease.value() + " does not get ready.");
  }

  private static RuntimeException failure(Xml error) {
    return error.isPresent()
        ? Faults.translate(VimFault.ofLocalized(error), "The export failed")
        : new PeerUnavailable("The server ended the export before it was ready.");
  }

  private static void pause() {
    try {
      boolean _ = new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while an export was prepared.", e);
    }
  }

  /** Tells the progress three times in the time that the server waits for it. */
  private void keep(long timeoutSeconds, IntSupplier percent) {
    long pause = Math.clamp(timeoutSeconds * 1000 / 3, 100, LONGEST_SILENCE_MILLIS);
    Thread.ofVirtual()
        .name("export-" + lease.value())
        .start(() -> {
          try {
            while (!over.await(pause, TimeUnit.MILLISECONDS)) {
              tell(percent.getAsInt());
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void tell(int percent) {
    try {
      Xml _ = session.call(Call.of("HttpNfcLeaseProgress", lease).text("percent", percent));
    } catch (VimFault | PeerUnavailable | PeerRefused | InvalidRequest e) {
      // The download breaks off by itself if that was the last chance.
      LOG.warn("export {} could not be kept alive: {}", lease.value(), e.getMessage());
    }
  }

  /** Everything was fetched. */
  void complete() {
    end(Call.of("HttpNfcLeaseComplete", lease));
  }

  /** Ends it; nothing more can be fetched. Idempotent. */
  @Override
  public void close() {
    end(Call.of("HttpNfcLeaseAbort", lease));
  }

  private void end(Call call) {
    if (over.getCount() == 0) {
      return;
    }
    over.countDown();
    try {
      Xml _ = session.call(call);
    } catch (VimFault | PeerUnavailable | PeerRefused | InvalidRequest e) {
      LOG.info("export {} ends by itself: {}", lease.value(), e.getMessage());
    }
  }
}
