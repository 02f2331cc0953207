package io.wherry.conversion;

import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Express, in a small VM of two to three seconds: for what can't be changed offline (XFS, btrfs,
 * LVM, a separate /boot, a journal to replay, qcow2 disks). A kernel reads the guest's file systems
 * there, not on the host.
 *
 * @source data-plane.md 2.2, way B
 */
final class ApplianceGraft {
  /** Two to three seconds were measured under TCG; replaying a big journal takes longer. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /**
   * For the initramfs, the guest's modules in a tmpfs and page cache. Not a multiple of 256 KiB.
   */
  private static final String MEMORY = "524296k";

  private final Session session;
  private final Inspection inspection;

  ApplianceGraft(Session session, Inspection inspection) {
    this.session = session;
    this.inspection = inspection;
  }

  Attempt convert() {
    ApplianceImage image = new ApplianceImage(session);
    Optional<Path> qemu = session.tools().find("qemu-system-x86_64");
    Optional<Path> busybox = session.tools().find("busybox");
    Optional<Path> kernel = image.kernel();
    if (qemu.isEmpty() || busybox.isEmpty() || kernel.isEmpty()) {
      return new Attempt.NotRecognised(
          "the conversion appliance needs qemu-system-x86, busybox-static and linux-image-cloud-amd64, and not all are installed",
          Attempt.Next.VIRT_V2V);
    }
    Path initrd = session.work().resolve("appliance.initrd");
    Path report = session.work().resolve("appliance.report");
    try {
      image.write(kernel.get(), busybox.get(), initrd);
      List<Change.Overlay> overlays = session.overlays();
      List<String> command = command(qemu.get(), kernel.get(), initrd, report, overlays);
      int code = new SupervisedProcess(command, session.log(), Map.of(), TIMEOUT).run(_ -> {});
      return attempt(ApplianceReport.read(report), code, overlays);
    } catch (IOException e) {
      throw new PeerUnavailable(
          "Could not make the conversion appliance: " + e.getMessage() + ".", e);
    } finally {
      Session.deleteIfExists(initrd);
      Session.deleteIfExists(report);
    }
  }

  private Attempt attempt(ApplianceReport report, int code, List<Change.Overlay> overlays) {
    if (!report.refusal().isEmpty()) {
      return not(report.refusal());
    }
    if (!report.converted() || code != 0) {
      return not(
          "the conversion appliance ended without a result (exit code %d; see %s)"
              .formatted(code, session.log()));
    }
    if (!report.release().recognised()) {
      return not("the distribution is not one that express knows");
    }
    GuestFacts facts = inspection.facts();
    List<String> warnings = new ArrayList<>(facts.warnings());
    warnings.addAll(report.warnings());
    String name = report.release().name();
    String reason =
        report.kernels().isEmpty()
            ? name + " already starts on virtio"
            : "%s needs only virtio drivers at boot; added to the initramfs of kernel %s in the conversion appliance"
                .formatted(name, String.join(", ", report.kernels()));
    OsFacts os =
        new OsFacts(report.release().id(), report.release().version(), name, report.arch());
    return new Attempt.Prepared(
        List.copyOf(overlays),
        new ConversionResult(
            ConversionResult.EXPRESS, reason, facts.firmware(), os, report.root(), warnings));
  }

  private Attempt.NotRecognised not(String reason) {
    return new Attempt.NotRecognised(reason, Attempt.Next.VIRT_V2V);
  }

  private List<String> command(
      Path qemu, Path kernel, Path initrd, Path report, List<Change.Overlay> overlays)
      throws IOException {
    Files.deleteIfExists(report);
    boolean kvm = session.tools().accelerator() == Accelerator.KVM;
    List<String> command =
        new ArrayList<>(
            List.of(
                qemu.toString(),
                "-nodefaults",
                "-no-user-config",
                "-machine",
                "pc",
                "-accel",
                kvm ? "kvm" : "tcg,thread=multi,tb-size=64",
                "-m",
                MEMORY,
                "-display",
                "none",
                "-no-reboot",
                "-net",
                "none",
                "-sandbox",
                "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"));
    command.addAll(List.of("-serial", "stdio", "-serial", "file:" + report.toAbsolutePath()));
    command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initrd.toString()));
    command.addAll(
        List.of("-append", "console=ttyS0 quiet panic=-1 wherry.disks=" + overlays.size()));
    for (Change.Overlay overlay : overlays) {
      String file = session.work().resolve(overlay.file()).toAbsolutePath().toString();
      // Unsafe: the overlay is thrown away unless QEMU ends well, and then made durable by the
      // commit.
      command.addAll(
          List.of(
              "-drive",
              "if=none,id=d%d,format=qcow2,cache=unsafe,file=%s"
                  .formatted(overlay.disk(), file.replace(",", ",,")),
              "-device",
              "virtio-blk-pci,drive=d" + overlay.disk()));
    }
    return command;
  }
}
