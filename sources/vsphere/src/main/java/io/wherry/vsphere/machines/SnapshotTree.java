package io.wherry.vsphere.machines;

import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.ArrayList;
import java.util.List;

/** Snapshots of one machine, flattened. */
record SnapshotTree(List<Node> nodes) {
  /** Some hundred; a server that nests deeper is none. */
  private static final int MOST = 1000;

  /** One snapshot. */
  record Node(MoRef snapshot, String name, String description) {}

  static SnapshotTree of(Xml snapshot) {
    List<Node> nodes = new ArrayList<>();
    collect(snapshot.all("rootSnapshotList"), nodes);
    return new SnapshotTree(List.copyOf(nodes));
  }

  private static void collect(List<Xml> trees, List<Node> into) {
    for (Xml tree : trees) {
      if (into.size() < MOST) {
        into.add(new Node(tree.ref("snapshot"), tree.text("name"), tree.text("description")));
        collect(tree.all("childSnapshotList"), into);
      }
    }
  }
}
