package io.wherry.blocks.location;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The format of an image. */
public enum DiskFormat {
  /** The disk's bytes as they are. */
  RAW("raw", Reading.NATIVE),
  /** VMDK of any kind that stands alone or lies in several files. */
  VMDK("vmdk", Reading.NATIVE),
  /** QEMU's own format. */
  QCOW2("qcow2", Reading.NATIVE),
  /** VirtualBox. */
  VDI("vdi", Reading.BY_QEMU),
  /** Hyper-V. */
  VHDX("vhdx", Reading.BY_QEMU),
  /** Older Hyper-V and Azure; QEMU calls it vpc. */
  VHD("vpc", Reading.BY_QEMU);

  /** Who reads it. */
  enum Reading {
    NATIVE,
    BY_QEMU
  }

  private static final int HEAD = 72;
  private static final int VDI_MAGIC_AT = 64;
  private static final int VDI_MAGIC = 0xbeda107f;

  private final String word;
  private final Reading reading;

  DiskFormat(String word, Reading reading) {
    this.word = word;
    this.reading = reading;
  }

  /** QEMU's name of the format. */
  public String word() {
    return word;
  }

  Reading reading() {
    return reading;
  }

  /**
   * By QEMU's name.
   *
   * @throws InvalidRequest there is no such format
   */
  public static DiskFormat named(String name) {
    return Arrays.stream(values())
        .filter(f -> f.word.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new InvalidRequest(
                "The format '%s' is none of %s."
                    .formatted(
                        name,
                        Arrays.stream(values())
                            .map(DiskFormat::word)
                            .collect(Collectors.joining(", ")))));
  }

  /** Whether a file's name says that it is of this format. */
  boolean isNameOf(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith("." + word);
  }

  /** By the first bytes; what is not known is raw. Blocks. */
  static DiskFormat detect(ByteSource source) {
    byte[] head = new byte[(int) Math.min(HEAD, source.size())];
    source.read(0, ByteBuffer.wrap(head));
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("KDMV") || text.startsWith("# Disk DescriptorFile")) {
      return VMDK;
    }
    if (text.startsWith("QFI\u00fb")) {
      return QCOW2;
    }
    if (text.startsWith("vhdxfile")) {
      return VHDX;
    }
    if (text.startsWith("conectix")) {
      return VHD;
    }
    boolean vdi =
        head.length == HEAD
            && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(VDI_MAGIC_AT)
                == VDI_MAGIC;
    return vdi ? VDI : RAW;
  }
}
