package io.wherry.conversion;

import io.wherry.conversion.guest.OsRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What the appliance said on its second serial port, one word and a value per line.
 *
 * @param refusal why it did not convert, empty when it did not refuse
 * @param root the root device in the appliance, which is the guest's on virtio
 */
record ApplianceReport(
    boolean converted,
    String refusal,
    OsRelease release,
    String arch,
    String root,
    List<String> kernels,
    List<String> warnings) {
  private static final int LINES_LIMIT = 200;
  private static final long SIZE_LIMIT = 1 << 20;

  static ApplianceReport read(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) > SIZE_LIMIT) {
      return parse(List.of());
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return parse(text.lines().limit(LINES_LIMIT).toList());
  }

  static ApplianceReport parse(List<String> lines) {
    boolean converted = false;
    String refusal = "";
    String release = "";
    String arch = "";
    String root = "";
    List<String> kernels = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.strip().split(" ", 2);
      String value = parts.length > 1 ? parts[1].strip() : "";
      switch (parts[0]) {
        case "converted" -> converted = true;
        case "not-recognised" -> refusal = value;
        case "os-release" -> release = decode(value);
        case "elf" -> arch = value.equals("3e") ? "x86_64" : value.equals("b7") ? "aarch64" : "";
        case "root" -> root = value;
        case "grafted" -> kernels.add(value);
        case "warning" -> warnings.add(value);
        default -> {}
      }
    }
    return new ApplianceReport(
        converted, refusal, OsRelease.parse(release), arch, root, kernels, warnings);
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
