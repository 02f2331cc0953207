package io.wherry.conversion.graft;

import io.wherry.conversion.guest.GuestTree;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The archive that is appended to an initramfs: the guest's own virtio modules and its complete
 * module index, from which udev in the initramfs loads them by modalias.
 *
 * <p>Where the guest keeps modules compressed and initramfs-tools made the initramfs, names in
 * there differ: it decompresses them, so the guest's index would hide every other module. There the
 * virtio modules lie in a directory of their own and are loaded by a configuration file, which
 * initramfs-tools' init reads before it starts udev.
 *
 * <p>Names of the first kind start with {@code lib/modules}, and {@code lib} itself is no entry:
 * where it is a link to {@code usr/lib} the kernel follows it, and an entry for it would replace
 * the link by a directory.
 */
public final class VirtioArchive {
  /** Stands in the archive's last entry: tells a grafted initramfs from others. */
  public static final String MARK = "wherry-graft";

  private static final String LOADER = "wherry-virtio";

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
        .map(b -> new String(b, StandardCharsets.UTF_8))
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

  /** Writes the archive. */
  public void write(OutputStream out) throws IOException {
    Set<String> files = closure.files(MODULES);
    try (CpioArchive archive = new CpioArchive(out)) {
      if (explicit(files)) {
        writeLoader(archive, files);
      } else {
        writeTree(archive, files);
      }
      archive.file(MARK, kernel.version().getBytes(StandardCharsets.UTF_8));
    }
  }

  private boolean explicit(Set<String> files) {
    return kernel.style() == GuestKernel.Style.INITRAMFS_TOOLS
        && files.stream().anyMatch(f -> !f.endsWith(".ko"));
  }

  private void writeLoader(CpioArchive archive, Set<String> files) throws IOException {
    archive.directory(LOADER);
    // kmod is one program that acts by its name; initramfs-tools copies it as modprobe only.
    archive.link(LOADER + "/insmod", "/sbin/modprobe");
    StringBuilder script = new StringBuilder();
    int number = 0;
    for (String file : files) {
      String name =
          "%s/%02d-%s".formatted(LOADER, number++, file.substring(file.lastIndexOf('/') + 1));
      archive.file(name, module(file));
      script.append("/%s/insmod /%s 2>/dev/null\n".formatted(LOADER, name));
    }
    archive.directory("conf");
    archive.directory("conf/conf.d");
    archive.file("conf/conf.d/" + LOADER, script.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void writeTree(CpioArchive archive, Set<String> files) throws IOException {
    String home = "lib/modules/" + kernel.version();
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
