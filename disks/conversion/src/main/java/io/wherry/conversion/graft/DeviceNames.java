package io.wherry.conversion.graft;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces kernel names of disks (which change on virtio: {@code /dev/sda2}) by UUIDs in the
 * guest's configuration, where the file system behind the name is known for sure.
 */
public final class DeviceNames {
  private static final Pattern FSTAB = Pattern.compile("(?m)^([ \\t]*)/dev/([sh]da\\d+)(?=[ \\t])");
  private static final Pattern KERNEL_ARGUMENT =
      Pattern.compile("(\\b(?:root|resume)=)/dev/([sh]da\\d+)(?=[\\s\"']|$)");
  private static final Pattern LEFT =
      Pattern.compile("(?m)^[^#\\n]*?(/dev/(?:sd[a-z]+|hd[a-z])\\d*)\\b");

  private DeviceNames() {}

  /**
   * The text of fstab with UUIDs.
   *
   * @param uuid the UUID of {@code sda2} and the like, empty when it is not known
   */
  public static String inFstab(String text, Function<Integer, Optional<String>> uuid) {
    return replace(FSTAB, text, uuid);
  }

  /** The text of a boot loader's configuration with UUIDs in root= and resume=. */
  public static String inKernelArguments(String text, Function<Integer, Optional<String>> uuid) {
    return replace(KERNEL_ARGUMENT, text, uuid);
  }

  /** The first few names that are still there, outside of comments. */
  public static List<String> left(String text) {
    return LEFT.matcher(text).results().map(r -> r.group(1)).distinct().limit(5).toList();
  }

  private static String replace(
      Pattern pattern, String text, Function<Integer, Optional<String>> uuid) {
    return pattern
        .matcher(text)
        .replaceAll(m -> {
          int partition = Integer.parseInt(m.group(2).substring(3));
          return uuid.apply(partition)
              .map(u -> Matcher.quoteReplacement(m.group(1) + "UUID=" + u))
              .orElse(Matcher.quoteReplacement(m.group()));
        });
  }
}
