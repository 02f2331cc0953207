package io.wherry.conversion.graft;

import io.wherry.conversion.guest.GuestTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An installed kernel that starts with an initramfs of its own.
 *
 * @param modules its module directory, links resolved
 * @param initrd its initramfs, links resolved
 */
public record GuestKernel(String version, String modules, String initrd, Style style) {
  /** Who made the initramfs, and so who will make the next one. */
  public enum Style {
    INITRAMFS_TOOLS,
    DRACUT
  }

  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,100}");
  private static final int KERNEL_LIMIT = 30;

  /**
   * All of them, oldest first as far as names tell. Rescue images belong to no version and stay.
   */
  public static List<GuestKernel> find(GuestTree tree) {
    List<GuestKernel> kernels = new ArrayList<>();
    for (String version : tree.list("/lib/modules")) {
      if (SAFE.matcher(version).matches() && kernels.size() < KERNEL_LIMIT) {
        of(tree, version).ifPresent(kernels::add);
      }
    }
    return kernels;
  }

  private static Optional<GuestKernel> of(GuestTree tree, String version) {
    Optional<String> modules = tree.realPath("/lib/modules/" + version);
    if (modules.isEmpty() || !tree.isDirectory(modules.get())) {
      return Optional.empty();
    }
    Style debian = Style.INITRAMFS_TOOLS;
    return initrd(tree, "/boot/initrd.img-" + version, version, debian)
        .or(() -> initrd(tree, "/boot/initramfs-" + version + ".img", version, Style.DRACUT))
        .or(() -> initrd(tree, "/boot/initrd-" + version, version, Style.DRACUT))
        .map(k -> new GuestKernel(version, modules.get(), k.initrd, k.style));
  }

  private static Optional<GuestKernel> initrd(
      GuestTree tree, String path, String version, Style style) {
    return tree.realPath(path)
        .filter(p -> !tree.isDirectory(p))
        .map(p -> new GuestKernel(version, "", p, actual(tree, style)));
  }

  /** Debian guests may use dracut too; its configuration directory tells. */
  private static Style actual(GuestTree tree, Style style) {
    return style == Style.INITRAMFS_TOOLS && !tree.isDirectory("/etc/initramfs-tools")
        ? Style.DRACUT
        : style;
  }
}
