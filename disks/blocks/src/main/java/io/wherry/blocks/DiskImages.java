package io.wherry.blocks;

import io.wherry.blocks.qcow2.Qcow2Reader;
import io.wherry.blocks.vmdk.VmdkDescriptor;
import io.wherry.blocks.vmdk.VmdkSparseReader;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Opens disk images of the formats that Wherry reads by itself. */
public final class DiskImages {
  private static final int HEAD = 32;
  private static final byte[] VMDK = "KDMV".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] QCOW2 = {'Q', 'F', 'I', (byte) 0xfb};
  private static final byte[] DESCRIPTOR =
      "# Disk DescriptorFile".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  private DiskImages() {}

  /** Finds the other files of an image by the names written in it. */
  public interface Siblings {
    /**
     * Opens a file that the image refers to. Images come from strangers: nothing is opened that was
     * not meant to be within their reach.
     *
     * @param name as it is written in the image
     * @throws InvalidRequest there is no such file, or it must not be opened
     */
    ByteSource open(String name);

    /** What a file that {@link #open} gave may refer to in its turn. */
    default Siblings of(String name) {
      return this;
    }

    /** For images that must stand alone. */
    static Siblings none(String image) {
      return name -> {
        throw new InvalidRequest(
            image + " refers to the file '" + name + "', which cannot be reached from it.");
      };
    }
  }

  /**
   * Opens the image in the format its first bytes tell; anything unknown is raw. The reader owns
   * the source.
   *
   * @throws InvalidRequest the image is damaged, or of a format that is refused
   */
  public static BlockReader open(ByteSource source, Siblings siblings) {
    byte[] head = head(source);
    if (starts(head, VMDK) || starts(head, DESCRIPTOR)) {
      return vmdk(source, siblings);
    }
    if (starts(head, QCOW2)) {
      return Qcow2Reader.open(source, siblings);
    }
    if (starts(head, GZIP)) {
      throw new InvalidRequest(
          source.name()
              + " is compressed with gzip, which allows no random access; unpack it (gunzip) and state the unpacked file in the OVF.");
    }
    return new RawReader(source);
  }

  /**
   * Opens a VMDK. The reader owns the source.
   *
   * @throws InvalidRequest it is none, or damaged
   */
  public static BlockReader vmdk(ByteSource source, Siblings siblings) {
    return starts(head(source), DESCRIPTOR)
        ? VmdkDescriptor.read(source).open(source, siblings)
        : VmdkSparseReader.open(source);
  }

  /** Opens the source as a raw disk, whatever its first bytes look like. The reader owns it. */
  public static BlockReader raw(ByteSource source) {
    return new RawReader(source);
  }

  private static byte[] head(ByteSource source) {
    byte[] head = new byte[(int) Math.min(HEAD, source.size())];
    source.read(0, ByteBuffer.wrap(head));
    return head;
  }

  private static boolean starts(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && java.util.Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }
}
