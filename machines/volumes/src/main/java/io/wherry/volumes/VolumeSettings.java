package io.wherry.volumes;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Storage of one node.
 *
 * @param folder directory with one folder per volume of this node alone
 * @param nodeName the node whose disks these are
 * @param shares folders that other nodes reach too
 * @param reserveBytes free space that is never promised to a volume
 * @param qemuImg the program that makes qcow2 files
 */
public record VolumeSettings(
    Path folder, String nodeName, List<Share> shares, long reserveBytes, String qemuImg) {
  /**
   * @param id the same on every node that reaches it
   * @param folder where it is on this node
   */
  public record Share(String id, Path folder) {}

  public VolumeSettings {
    shares = List.copyOf(shares);
  }

  Optional<Share> share(String id) {
    return shares.stream().filter(s -> s.id().equals(id)).findFirst();
  }
}
