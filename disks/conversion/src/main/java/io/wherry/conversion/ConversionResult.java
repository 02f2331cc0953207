package io.wherry.conversion;

import java.util.List;

/**
 * What was done to the guest.
 *
 * @param engine {@code express} or {@code virt-v2v}
 * @param reason why this engine, for the user
 * @param rootDevice the name of the root device on virtio, empty when not known
 * @param warnings for the user
 */
public record ConversionResult(
    String engine,
    String reason,
    Firmware firmware,
    OsFacts os,
    String rootDevice,
    List<String> warnings) {
  public static final String EXPRESS = "express";
  public static final String VIRT_V2V = "virt-v2v";

  public ConversionResult {
    warnings = List.copyOf(warnings);
  }
}
