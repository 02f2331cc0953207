package io.wherry.conversion.graft;

import io.wherry.conversion.guest.GuestTree;
import io.wherry.problems.InvalidRequest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Works out what an offline graft writes into a guest: initramfs images with virtio appended, and
 * configuration that keeps virtio in the next ones. Reads the guest, writes files of its own into a
 * directory.
 */
public final class GraftPlan {
  /** Big initramfs images with firmware reach 200 MB; more is not an initramfs. */
  private static final long INITRD_LIMIT = 1L << 30;

  /** The kernel wants 4; cpio's own habit is 512, and tools that unpack by hand expect it. */
  private static final int PAD = 512;

  private static final List<String> BOOT_CONFIGS =
      List.of(
          "/boot/grub/grub.cfg",
          "/boot/grub2/grub.cfg",
          "/boot/grub/menu.lst",
          "/boot/grub/grub.conf",
          "/etc/default/grub",
          "/etc/kernel/cmdline");

  private final GuestTree tree;
  private final Path directory;
  private final GuestChanges changes = new GuestChanges();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> kernels = new ArrayList<>();
  private long bytes;
  private int files;

  /**
   * @param directory an empty local directory for the new files
   */
  public GraftPlan(GuestTree tree, Path directory) {
    this.tree = tree;
    this.directory = directory;
  }

  /**
   * Plans everything.
   *
   * @param uuid UUID of partition N of the only disk; empty where it is not known
   * @throws InvalidRequest the guest is not one that express can convert; the message is a clause
   */
  public void make(Function<Integer, Optional<String>> uuid) throws IOException {
    List<GuestKernel> found = GuestKernel.find(tree);
    if (found.isEmpty()) {
      throw new InvalidRequest("no kernel with an initramfs of a known layout was found");
    }
    for (GuestKernel kernel : found) {
      graft(kernel);
    }
    for (GuestKernel.Style style : found.stream().map(GuestKernel::style).distinct().toList()) {
      persist(style);
    }
    edit("/etc/fstab", text -> DeviceNames.inFstab(text, uuid));
    List<String> configs = new ArrayList<>(BOOT_CONFIGS);
    tree.list("/boot/loader/entries").stream()
        .filter(n -> n.endsWith(".conf"))
        .limit(50)
        .forEach(n -> configs.add("/boot/loader/entries/" + n));
    for (String config : configs) {
      edit(config, text -> DeviceNames.inKernelArguments(text, uuid));
    }
    NetworkNames.warning(tree).ifPresent(warnings::add);
  }

  /** What to write. */
  public GuestChanges changes() {
    return changes;
  }

  /** For the user. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Versions of the kernels whose initramfs gets virtio. */
  public List<String> kernels() {
    return List.copyOf(kernels);
  }

  /** Room the changes take in the guest's file system. */
  public long bytes() {
    return bytes;
  }

  private void graft(GuestKernel kernel) throws IOException {
    VirtioArchive archive = new VirtioArchive(tree, kernel);
    if (archive.needless()) {
      return;
    }
    Path image = next();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(image), 1 << 16)) {
      tree.copy(kernel.initrd(), out, INITRD_LIMIT);
    }
    if (InitrdImage.grafted(image)) {
      return;
    }
    try {
      InitrdImage.requireAppendable(image);
    } catch (InvalidRequest e) {
      throw new InvalidRequest("kernel " + kernel.version() + ": " + e.getMessage(), e);
    }
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(image, StandardOpenOption.APPEND), 1 << 16)) {
      out.write(new byte[(int) ((PAD - Files.size(image) % PAD) % PAD)]);
      archive.write(out);
    }
    add(kernel.initrd(), image, tree.permissions(kernel.initrd()));
    kernels.add(kernel.version());
  }

  private void persist(GuestKernel.Style style) throws IOException {
    String names = "virtio_pci virtio_blk virtio_scsi virtio_net";
    switch (style) {
      case INITRAMFS_TOOLS -> {
        String path = "/etc/initramfs-tools/modules";
        String text = tree.text(path);
        StringBuilder more = new StringBuilder();
        for (String name : names.split(" ")) {
          if (text.lines().noneMatch(l -> l.strip().equals(name))) {
            more.append(name).append('\n');
          }
        }
        if (!more.isEmpty()) {
          String line = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
          put(path, text + line + more);
        }
      }
      case DRACUT -> {
        String path = "/etc/dracut.conf.d/90-wherry-virtio.conf";
        String text = "add_drivers+=\" " + names + " \"\n";
        if (!tree.isDirectory("/etc/dracut.conf.d")) {
          warnings.add(
              "The guest has no /etc/dracut.conf.d: add the virtio drivers to its dracut configuration before its next kernel update.");
        } else if (!tree.text(path).equals(text)) {
          put(path, text);
        }
      }
    }
  }

  private void edit(String path, java.util.function.UnaryOperator<String> editor)
      throws IOException {
    String text = tree.text(path);
    String edited = editor.apply(text);
    if (!edited.equals(text)) {
      put(path, edited);
    }
    boolean grub = path.endsWith("grub.cfg");
    List<String> left = grub ? List.of() : DeviceNames.left(edited);
    if (!left.isEmpty()) {
      warnings.add(
          "%s names %s; such names change on virtio (/dev/vda …). Use UUIDs there."
              .formatted(path, String.join(", ", left)));
    }
  }

  private void put(String path, String text) throws IOException {
    Path file = next();
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    int slash = path.lastIndexOf('/');
    String real =
        tree.realPath(path)
            .orElseGet(
                () -> tree.realPath(path.substring(0, slash)).orElse("") + path.substring(slash));
    int permissions = tree.permissions(real);
    add(real, file, permissions == 0 ? 0644 : permissions);
  }

  private void add(String path, Path content, int permissions) throws IOException {
    boolean exists = tree.realPath(path).isPresent();
    boolean keep = tree.realPath(path + GuestChanges.KEPT).isEmpty();
    changes.add(new GuestChanges.Write(path, content, permissions, exists, keep));
    bytes += Files.size(content);
  }

  private Path next() {
    return directory.resolve("new-" + files++);
  }
}
