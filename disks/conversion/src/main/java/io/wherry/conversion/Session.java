package io.wherry.conversion;

import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the engines share during one conversion. */
record Session(ConversionRequest request, ConversionTools tools, ConversionListener listener) {
  /** Opening a qcow2 image or writing its header is quick; only a commit moves data. */
  private static final Duration QUICK = Duration.ofMinutes(2);

  static final String QEMU_TOOLS = "qemu-utils";

  Path work() {
    return request.work();
  }

  Path log() {
    return request.work().resolve("conversion.log");
  }

  /** The disks with the root disk first, as indexes into the request. */
  List<Integer> rootFirst() {
    List<Integer> order = new ArrayList<>();
    order.add(request.rootDisk());
    for (int i = 0; i < request.disks().size(); i++) {
      if (i != request.rootDisk()) {
        order.add(i);
      }
    }
    return order;
  }

  /**
   * Makes an overlay on each disk; the disks themselves are only read from then on.
   *
   * @throws io.wherry.problems.WherryException qemu-img is missing or refused a disk
   */
  List<Change.Overlay> overlays() {
    List<Change.Overlay> overlays = new ArrayList<>();
    for (int i = 0; i < request.disks().size(); i++) {
      GuestDisk disk = request.disks().get(i);
      String name = "overlay-" + i + ".qcow2";
      deleteIfExists(work().resolve(name));
      qemuImg(
          QUICK,
          List.of(
              "create",
              "-q",
              "-f",
              "qcow2",
              "-F",
              disk.format().wire(),
              "-b",
              disk.path().toAbsolutePath().toString(),
              work().resolve(name).toAbsolutePath().toString()));
      overlays.add(new Change.Overlay(i, name));
    }
    return overlays;
  }

  /** Runs qemu-img; its complaint becomes the exception's message. */
  void qemuImg(Duration timeout, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(tools.need("qemu-img", QEMU_TOOLS).toString());
    command.addAll(arguments);
    List<String> said = new ArrayList<>();
    int code =
        new SupervisedProcess(command, log(), Map.of(), timeout)
            .run(line -> {
              if (said.size() < 5) {
                said.add(line);
              }
            });
    if (code != 0) {
      throw new PeerUnavailable(
          "qemu-img %s failed for VM %s (exit code %d): %s"
              .formatted(arguments.getFirst(), request.machine(), code, String.join(" ", said)));
    }
  }

  static void deleteIfExists(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new PeerUnavailable("Could not delete " + file + ": " + e.getMessage(), e);
    }
  }
}
