package io.wherry.conversion;

import java.util.Locale;
import java.util.Optional;

/** What starts the guest. */
public enum Firmware {
  BIOS,
  UEFI;

  /** {@code bios} or {@code uefi}, as in worker facts. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The firmware a source names ({@code bios}, {@code efi}, {@code uefi}); empty for anything else.
   */
  public static Optional<Firmware> parse(String wire) {
    return switch (wire.toLowerCase(Locale.ROOT)) {
      case "bios" -> Optional.of(BIOS);
      case "efi", "uefi" -> Optional.of(UEFI);
      default -> Optional.empty();
    };
  }
}
