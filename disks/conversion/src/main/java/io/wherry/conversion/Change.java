package io.wherry.conversion;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A complete, durable change of one disk that waits to be committed. Committing it twice, or a
 * second time after being killed in the middle, gives the same disk.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Overlay.class, name = "overlay"),
  @JsonSubTypes.Type(value = Change.Patch.class, name = "patch")
})
sealed interface Change {
  /** Index of the disk in the request. */
  int disk();

  /** Name of the file in the work directory. */
  String file();

  /** A qcow2 image whose backing file is the disk. */
  record Overlay(int disk, String file) implements Change {}

  /** Byte ranges to write; see {@code DiskPatch}. */
  record Patch(int disk, String file) implements Change {}
}
