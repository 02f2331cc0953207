package io.wherry.blocks.qcow2;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.DiskImages.Siblings;
import io.wherry.blocks.Pages;
import io.wherry.blocks.unpack.Unpacking;
import java.util.Optional;

/** Opens an image and the disks below it. */
final class Chain {
  /** Longer ones are not made on purpose, and one that leads to itself has no end. */
  private static final int MOST_LINKS = 64;

  private final Shared shared = new Shared(Qcow2Reader.newPages(), new Unpacking());

  /** What all images of a chain share, so that its length costs no memory. */
  record Shared(Pages pages, Unpacking unpacking) {}

  /** How far down the chain an image is, and what it may refer to. */
  record Link(int depth, Siblings siblings) {
    Link below(String name) {
      return new Link(depth + 1, siblings.of(name));
    }
  }

  /** Opens an image and what lies below it. */
  Qcow2Reader open(ByteSource source, Link link) {
    Qcow2Header header = Qcow2Header.read(source);
    header
        .features()
        .refusal()
        .ifPresent(why -> {
          throw Qcow2Header.damaged(source, why);
        });
    Optional<BlockReader> backing = header.parts().backing().map(b -> below(source, b, link));
    return Qcow2Reader.of(source, header, backing, shared);
  }

  private BlockReader below(ByteSource image, HeaderParts.Backing backing, Link link) {
    if (link.depth() == MOST_LINKS) {
      throw Qcow2Header.damaged(
          image, "more than %d images lie below each other.".formatted(MOST_LINKS));
    }
    String format = backing.format().orElse("");
    if (!format.equals("raw") && !format.equals("qcow2")) {
      throw Qcow2Header.damaged(
          image,
          format.isEmpty()
              ? "it does not state the format of its backing file '%s', and a guess could be wrong. State it: qemu-img rebase -u -F FORMAT -b '%s' IMAGE."
                  .formatted(backing.name(), backing.name())
              : "its backing file '%s' is %s; raw and qcow2 are read here."
                  .formatted(backing.name(), format));
    }
    ByteSource below = link.siblings().open(backing.name());
    try {
      return format.equals("raw") ? DiskImages.raw(below) : open(below, link.below(backing.name()));
    } catch (RuntimeException e) {
      below.close();
      throw e;
    }
  }
}
