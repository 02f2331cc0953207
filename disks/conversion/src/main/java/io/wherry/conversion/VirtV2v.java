package io.wherry.conversion;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference engine: virt-v2v-in-place as a supervised child, on overlays. Knows Windows and
 * every distribution that express does not recognise.
 *
 * @source data-plane.md 2.1
 */
final class VirtV2v {
  private static final String PACKAGES = "virt-v2v libguestfs-tools linux-image-cloud-amd64";

  /** The appliance's QEMU was measured at 1.67 GB, and LIBGUESTFS_MEMSIZE does not change that. */
  private static final long MEMORY_BYTES = 2L << 30;

  private final Session session;
  private final HostMemory memory;

  VirtV2v(Session session, HostMemory memory) {
    this.session = session;
    this.memory = memory;
  }

  /**
   * Converts on overlays. Blocks for minutes.
   *
   * @param reason why this engine, for the result
   * @throws PeerRefused virt-v2v is not installed
   * @throws InvalidRequest virt-v2v refused the guest
   * @throws PeerUnavailable too little memory now, a timeout, or it was killed
   */
  Attempt.Prepared convert(String reason, GuestFacts facts) {
    Path program = session.tools().need("virt-v2v-in-place", PACKAGES);
    requireMemory();
    List<Change.Overlay> overlays = session.overlays();
    V2vMessages messages = new V2vMessages(session.listener());
    Path scratch = session.work().resolve("v2v");
    try {
      Files.createDirectories(scratch.resolve("tmp"));
      Path xml = scratch.resolve("guest.xml");
      Files.writeString(xml, LibvirtXml.of(session, overlays, facts.firmware()));
      int code =
          new SupervisedProcess(
                  command(program, xml),
                  session.log(),
                  environment(scratch),
                  session.tools().virtV2vTimeout())
              .run(messages::line);
      if (code != 0) {
        throw failure(code, messages);
      }
    } catch (IOException e) {
      throw new PeerUnavailable("Could not prepare virt-v2v: " + e.getMessage(), e);
    } finally {
      WorkDirectory.deleteTree(scratch);
    }
    return new Attempt.Prepared(List.copyOf(overlays), result(reason, facts, messages));
  }

  private void requireMemory() {
    long free = memory.availableBytes();
    if (free < MEMORY_BYTES) {
      throw new PeerUnavailable(
          "virt-v2v needs about 2 GiB of memory to convert VM %s, but this machine has %d MiB free. It is tried again later; run fewer conversions or VMs here."
              .formatted(session.request().machine(), free >> 20));
    }
  }

  private static List<String> command(Path program, Path xml) {
    return List.of(
        program.toString(),
        "--machine-readable",
        "--root",
        "first",
        "-i",
        "libvirtxml",
        xml.toString());
  }

  private Map<String, String> environment(Path scratch) {
    Map<String, String> env = new HashMap<>();
    env.put("LIBGUESTFS_BACKEND", "direct");
    // A KVM device that exists but does not work makes the appliance's QEMU abort.
    env.put(
        "LIBGUESTFS_BACKEND_SETTINGS",
        session.tools().accelerator() == Accelerator.KVM ? "" : "force_tcg");
    env.put("LIBGUESTFS_CACHEDIR", scratch.resolve("tmp").toString());
    env.put("TMPDIR", scratch.resolve("tmp").toString());
    env.put("LC_ALL", "C.UTF-8");
    return env;
  }

  private RuntimeException failure(int code, V2vMessages messages) {
    String machine = session.request().machine();
    if (code > 128) {
      return new PeerUnavailable(
          "virt-v2v was killed while converting VM %s (exit code %d); the disks are unchanged. Often memory is short: it needs about 2 GiB. Log: %s"
              .formatted(machine, code, session.log()));
    }
    String said = messages.error().isEmpty() ? "no message" : messages.error();
    return new InvalidRequest(
        "virt-v2v could not convert VM %s: %s. The disks are unchanged. Look into %s, or set skipGuestConversion or useCompatibilityMode in the plan."
            .formatted(machine, said, session.log()));
  }

  private ConversionResult result(String reason, GuestFacts facts, V2vMessages messages) {
    OsFacts os = facts.os();
    if (os.id().isEmpty() && !messages.osName().isEmpty()) {
      String id = messages.osName().contains("Windows") ? "windows" : "";
      os = new OsFacts(id, "", messages.osName(), os.arch());
    }
    List<String> warnings = new ArrayList<>(facts.warnings());
    warnings.addAll(messages.warnings());
    return new ConversionResult(
        ConversionResult.VIRT_V2V, reason, facts.firmware(), os, facts.rootDevice(), warnings);
  }
}
