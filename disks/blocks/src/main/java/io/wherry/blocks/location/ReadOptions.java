package io.wherry.blocks.location;

import io.wherry.blocks.s3.S3Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a disk is opened.
 *
 * @param format what the image is; empty finds out by its name and first bytes
 * @param folders in which files may lie that an image refers to, beside its own
 * @param s3 for objects in S3
 * @param writers whether others may write to a file of this machine meanwhile
 */
public record ReadOptions(
    Optional<DiskFormat> format, List<Path> folders, S3Options s3, Writers writers) {
  /** Programs that have a file of this machine open for writing. */
  public enum Writers {
    /** The disk is not opened. */
    REFUSED,
    /** The caller answers for it that the bytes stand still, or wants to see them move. */
    ALLOWED
  }

  public ReadOptions {
    folders = List.copyOf(folders);
  }
}
