package io.wherry.vmimport.translate;

/**
 * What was learnt about a guest on the way; empty strings where nothing is known.
 *
 * @param firmware {@code bios} or {@code uefi}, as the conversion found it
 * @param os osinfo short id, for example {@code debian12}
 * @param rootDevice for example {@code /dev/sda1}
 */
public record GuestFacts(String firmware, String os, String rootDevice) {
  /** Nothing was learnt: the guest was not converted. */
  public static final GuestFacts NONE = new GuestFacts("", "", "");

  /** The osinfo short id of a distribution and its version: {@code debian} and 12 are debian12. */
  public static String osinfo(String id, String version) {
    boolean plain = !id.isEmpty() && id.chars().allMatch(Character::isLetter);
    return plain && !id.equals("windows") && !id.equals("linux") ? id + version : id;
  }
}
