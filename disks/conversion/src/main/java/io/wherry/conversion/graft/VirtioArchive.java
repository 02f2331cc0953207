package io.wherry.conversion.graft;

import io.wherry.conversion.guest.GuestTree;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The archive that is appended to an initramfs: the guest's own virtio modules and its complete
 * module index, from which udev in the initramfs loads them by modalias.
 *
 * <p>Names start with {@code lib/modules}, and {@code lib} itself is no entry: where it is a link
 * to {@code usr/lib} the kernel follows it, and an entry for it would replace the link by a
 * directory.
 */
public final class VirtioArchive {
  /** Stands in the archive's last entry: tells a grafted initramfs from others. */
  public static final String MARK = "wherry-graft";

  /** What a root disk and a network card on virtio need. */
  static final List<String> MODULES =
      List.of("virtio_pci", "virtio_blk", "virtio_scsi", "virtio_net", "sd_mod");

  private static final List<String> REQUIRED = List.of("virtio_pci", "virtio_blk");

  private static final List<String> INDEX =
      List.of(
          "dep",
          "dep.bin",
          "alias",
          "alias.bin",
          "symbols",
          "symbols.bin",
          "softdep",
          "devname",
          "order",
          "builtin",
          "builtin.bin",
          "builtin.alias.bin",
          "builtin.modinfo");

  private static final long MODULE_LIMIT = 32L << 20;
  private static final long INDEX_LIMIT = 32L << 20;

  private final GuestTree tree;
  private final GuestKernel kernel;
  private final ModuleClosure closure;

  /**
   * Looks at the kernel's modules.
   *
   * @throws InvalidRequest it has no virtio drivers, or its index is damaged
   */
  public VirtioArchive(GuestTree tree, GuestKernel kernel) {
    this.tree = tree;
    this.kernel = kernel;
    this.closure =
        ModuleClosure.parse(index("dep"), tree.text(kernel.modules() + "/modules.builtin"));
    for (String module : REQUIRED) {
      if (!closure.builtIn(module) && !closure.loadable(module)) {
        throw new InvalidRequest(
            "kernel %s of the guest has no %s driver".formatted(kernel.version(), module));
      }
    }
  }

  private String index(String name) {
    return tree.read(kernel.modules() + "/modules." + name, INDEX_LIMIT)
        .map(b -> new String(b, java.nio.charset.StandardCharsets.UTF_8))
        .orElseThrow(() ->
            new InvalidRequest(
                "kernel %s of the guest has no modules.%s".formatted(kernel.version(), name)));
  }

  /**
   * True when the kernel starts on virtio with any initramfs: everything required is compiled in.
   */
  public boolean needless() {
    return REQUIRED.stream().allMatch(closure::builtIn);
  }

  /** Writes the archive and returns the number of modules in it. */
  public int write(OutputStream out) throws IOException {
    Set<String> files = closure.files(MODULES);
    String home = "lib/modules/" + kernel.version();
    try (CpioArchive archive = new CpioArchive(out)) {
      archive.directory("lib/modules");
      archive.directory(home);
      for (String directory : parents(files)) {
        archive.directory(home + "/" + directory);
      }
      for (String file : files) {
        archive.file(home + "/" + file, module(file));
      }
      for (String name : INDEX) {
        var content = tree.read(kernel.modules() + "/modules." + name, INDEX_LIMIT);
        if (content.isPresent()) {
          archive.file(home + "/modules." + name, content.get());
        }
      }
      archive.file(MARK, kernel.version().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return files.size();
  }

  private byte[] module(String file) {
    return tree.read(kernel.modules() + "/" + file, MODULE_LIMIT)
        .orElseThrow(() ->
            new InvalidRequest(
                "kernel %s of the guest lacks its module %s".formatted(kernel.version(), file)));
  }

  private static Set<String> parents(Set<String> files) {
    Set<String> parents = new TreeSet<>();
    for (String file : files) {
      for (int slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
        parents.add(file.substring(0, slash));
      }
    }
    return parents;
  }
}
